import type { ReportedFile, ReportedTest } from '../../shared/boundaries/report';
import type { RunEventOf } from '../../shared/boundaries/run-events';
import { emptyLmCalls, sumLmCalls } from './totals';

/** What is known of one test file. */
export class FileRecord {
  private readonly tests = new Map<string, ReportedTest>();
  private lmCalls = emptyLmCalls();
  private costUsd = 0;

  constructor(private readonly path: string) {}

  /** A later attempt takes the place of the one before it: a retried test counts once, as it ended. */
  addTest({ fullName, ordinal, layer, lmMode, isolation, status, durationMs, attempt }: RunEventOf<'test'>): void {
    this.tests.set(`${ordinal} ${fullName}`, { fullName, layer, lmMode, isolation, status, durationMs, attempts: attempt });
  }

  addLmCalls(calls: RunEventOf<'lm_calls'>): void {
    this.lmCalls = sumLmCalls(this.lmCalls, calls);
    this.costUsd += calls.costUsd;
  }

  /** True when nothing but unit tests without an LM call ran. */
  get isPlain(): boolean {
    const calls = Object.values(this.lmCalls).reduce((sum, count) => sum + count, 0);
    return calls === 0 && [...this.tests.values()].every((test) => test.layer === 'unit');
  }

  toReport(shorten: (path: string) => string): ReportedFile {
    return { file: shorten(this.path), tests: [...this.tests.values()], lmCalls: this.lmCalls, costUsd: this.costUsd };
  }
}
