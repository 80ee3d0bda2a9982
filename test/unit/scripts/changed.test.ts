import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from './ask';

const ROOT = join(__dirname, '../../..');
const tests = [
  'test/e2e/leaks.test.ts',
  'test/e2e/real-limits.test.ts',
  'test/e2e/real.test.ts',
  'test/e2e/realm.test.ts',
  'test/unit/a.test.ts',
];
const table = { 'src/lm': ['e2e/real'], 'src/lm/text': ['unit'], docs: [] };

function choose(changed: string[], related: string[] = [], rows: object = table): Promise<unknown> {
  return ask('changed/choose.mjs', 'chooseTests', { changed, table: rows, tests, related });
}

describe('the tests of a change', () => {
  // Fails when a row is not read, reads too much, or a shorter row is taken for a longer one.
  test('are those that the longest row of its folder names', async () => {
    expect(await choose(['src/lm/engine.ts'])).toMatchObject({ tests: ['test/e2e/real-limits.test.ts', 'test/e2e/real.test.ts'] });
    expect(await choose(['src/lm/text/shown.ts'])).toMatchObject({ tests: ['test/unit/a.test.ts'] });
    expect(await choose(['docs/a.md'])).toMatchObject({ tests: [] });
  });

  // Fails when a folder that nobody thought of runs nothing of what runs the package.
  test('are all of e2e where no row names its folder', async () => {
    expect(await choose(['src/lmx/new.ts'])).toMatchObject({ tests: tests.slice(0, 4) });
  });

  // Fails when a test that imports what changed, or that changed itself, is left out.
  test('are those that import it, and itself', async () => {
    expect(await choose(['docs/a.md', 'test/e2e/leaks.test.ts'], ['test/unit/a.test.ts'])).toMatchObject({
      tests: ['test/e2e/leaks.test.ts', 'test/unit/a.test.ts'],
      byImport: 2,
    });
  });

  // Fails when tests that read all of the sources are left out.
  test('are always those of the row *', async () => {
    expect(await choose(['docs/a.md'], [], { ...table, '*': ['unit/a'] })).toMatchObject({ tests: ['test/unit/a.test.ts'] });
  });

  // Fails when a change of Python is tried from Node alone.
  test("are Python's own, too, when something in python/ changed", async () => {
    expect(await choose(['python/dspex_bridge/a.py'])).toMatchObject({ withPython: true });
    expect(await choose(['src/lm/engine.ts'])).toMatchObject({ withPython: false });
  });
});

// Fails when a folder or a test moved and its row did not: the row would choose nothing, and nobody would see it.
test('every row names a folder that is there, and tests that are there', async () => {
  const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).split(
    '\n',
  );
  const rows = JSON.parse(readFileSync(join(ROOT, 'test/runs-for.json'), 'utf8'));
  expect(await ask('changed/choose.mjs', 'staleRows', rows, paths)).toEqual([]);
});

// Fails when the check above cannot fail.
test('a row that names neither is told', async () => {
  const stale = { 'src/gone': ['e2e/leaks'], 'src/lm': ['e2e/gone'] };
  expect(await ask('changed/choose.mjs', 'staleRows', stale, ['src/lm/a.ts', ...tests])).toEqual([
    'nothing is under src/gone',
    'src/lm: no test is e2e/gone',
  ]);
});

// Fails when the option is handed on to Jest, which has another one of nearly this name.
test('--changed is since main, --changed=HEAD since the last commit', async () => {
  expect(await ask('changed/changed.mjs', 'readChanged', ['--changed', '-i'])).toEqual({ base: 'main', rest: ['-i'] });
  expect(await ask('changed/changed.mjs', 'readChanged', ['--changed=HEAD'])).toEqual({ base: 'HEAD', rest: [] });
  expect(await ask('changed/changed.mjs', 'readChanged', ['test/unit'])).toEqual({ rest: ['test/unit'] });
});
