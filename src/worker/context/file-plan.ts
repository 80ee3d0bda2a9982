import type { LmMode } from '../../shared/layers';

/** What became of one test of a file. */
export interface PlannedTest {
  readonly name: string;
  /** From 0, among tests of the same full name. */
  readonly ordinal: number;
  readonly lmMode: LmMode;
  readonly outcome: 'passed' | 'failed' | 'left_out';
}
