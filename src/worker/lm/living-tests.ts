import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ownerFolder, testFilesOf } from '../../lm/cassettes/cassette-path';
import type { CassettePlace } from '../../lm/cassettes/cassette-places';
import { readLastRuns } from '../../lm/cassettes/last-run';
import type { PlannedTest } from '../context/file-plan';

interface LivingTestsParts extends CassettePlace {
  /** The test file that asks, as the folder of cassettes names it. */
  readonly file: string;
  /** Its tests; null while they are not all known. */
  readonly tests: () => readonly PlannedTest[] | null;
  readonly env: NodeJS.ProcessEnv;
}

/** Which recordings are those of tests that are still there: these have not moved, whoever asks the same. */
export class LivingTests {
  private gone: ReadonlySet<string> | undefined;

  constructor(private readonly parts: LivingTestsParts) {}

  /** `path`: of a recording. Of a test in another file, what the last run of that file found out counts. */
  has(path: string): boolean {
    const { file, base } = this.parts;
    const files = testFilesOf(path);
    if (files.some((candidate) => candidate === join(file))) return this.hasOwn(dirname(path));
    return files.some((candidate) => existsSync(join(base, candidate))) && !this.goneByLastRuns().has(path);
  }

  private hasOwn(folder: string): boolean {
    const { file } = this.parts;
    const tests = this.parts.tests();
    const isOf = (name: string | null, ordinal: number): boolean => ownerFolder({ file, name, ordinal }) === folder;
    return tests === null || isOf(null, 0) || tests.some(({ name, ordinal }) => isOf(name, ordinal));
  }

  private goneByLastRuns(): ReadonlySet<string> {
    this.gone ??= new Set(readLastRuns(this.parts.root, this.parts.env).flatMap(({ gone }) => gone));
    return this.gone;
  }
}
