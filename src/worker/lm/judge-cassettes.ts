import { dirname } from 'node:path';
import { type CassetteOwner, ownerFolder } from '../../lm/cassettes/cassette-path';
import type { CassetteUse } from '../../lm/cassettes/cassette-use';
import type { LmMode } from '../../shared/layers';
import type { PlannedTest } from '../context/file-plan';

export interface FileOutcome {
  /** As the folder of cassettes names the test file. */
  readonly file: string;
  /** Of calls outside of a test. */
  readonly lmMode: LmMode;
  readonly tests: readonly PlannedTest[];
}

export interface Judgement {
  readonly unused: readonly string[];
  readonly gone: readonly string[];
}

/**
 * What of a file's recordings nobody needs: those of tests that ran with cassettes, passed, and did not ask for them; and those of tests that
 * the file does not have. Of a test that was left out, or answered otherwise, nothing is known.
 */
export function judgeCassettes(paths: readonly string[], uses: readonly CassetteUse[], { file, lmMode, tests }: FileOutcome): Judgement {
  const used = new Set(uses.map(({ path }) => path));
  const folderOf = (name: string | null, ordinal: number): string => ownerFolder({ file, name, ordinal } satisfies CassetteOwner);
  const ofFile = folderOf(null, 0);
  const isKnown = new Map(tests.map(({ name, ordinal, ...test }) => [folderOf(name, ordinal), isPlayed(test)]));
  isKnown.set(ofFile, lmMode === 'cached' && tests.every(({ outcome }) => outcome === 'passed'));
  const left = paths.filter((path) => !used.has(path));
  return {
    unused: left.filter((path) => isKnown.get(dirname(path)) === true),
    gone: paths.filter((path) => !isKnown.has(dirname(path))),
  };
}

function isPlayed({ lmMode, outcome }: Pick<PlannedTest, 'lmMode' | 'outcome'>): boolean {
  return lmMode === 'cached' && outcome === 'passed';
}
