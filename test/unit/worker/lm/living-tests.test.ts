import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cassettePath } from '../../../../src/lm/cassettes/cassette-path';
import { writeLastRun } from '../../../../src/lm/cassettes/last-run';
import type { PlannedTest } from '../../../../src/worker/context/file-plan';
import { LivingTests } from '../../../../src/worker/lm/living-tests';

const KEY = 'a'.repeat(20);
const pathOf = (file: string, name: string | null): string => cassettePath({ file, name, ordinal: 0 }, KEY, 0);
const test1: PlannedTest = { name: 'one', ordinal: 0, lmMode: 'cached', outcome: 'left_out' };

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'dspex-living-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function livingIn(tests: readonly PlannedTest[] | null): LivingTests {
  return new LivingTests({ root: join(base, 'cassettes'), base, file: 'a.test.ts', tests: () => tests, env: { DSPEX_STATE_DIR: base } });
}

// Each fails when a recording is taken from a test that lives, or a renamed test's is asked for again.
describe('a recording belongs to a test that is there', () => {
  test('when the file has such a test, also one that is left out; and when it is the file’s own', () => {
    const living = livingIn([test1]);
    expect([pathOf('a.test.ts', 'one'), pathOf('a.test.ts', null)].map((path) => living.has(path))).toEqual([true, true]);
    expect(living.has(pathOf('a.test.ts', 'two'))).toBe(false);
  });

  test('for all that is known while the file has not been read to its end', () => {
    expect(livingIn(null).has(pathOf('a.test.ts', 'two'))).toBe(true);
  });

  test('when its file is there, unless the last run of that file found the test gone', () => {
    expect(livingIn([]).has(pathOf('b.test.ts', 'one'))).toBe(false);
    writeFileSync(join(base, 'b.test.ts'), '');
    expect(livingIn([]).has(pathOf('b.test.ts', 'one'))).toBe(true);
    writeLastRun(
      join(base, 'cassettes'),
      { file: 'b.test.ts', unused: [], gone: [pathOf('b.test.ts', 'one')], moved: [], former: [] },
      {
        DSPEX_STATE_DIR: base,
      },
    );
    expect(livingIn([]).has(pathOf('b.test.ts', 'one'))).toBe(false);
  });
});
