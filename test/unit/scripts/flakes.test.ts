import { ask } from './ask';

interface Outcome {
  name: string;
  file: string;
  status: string;
  seconds: number;
  error: string;
}

const outcome = (name: string, change: Partial<Outcome> = {}): Outcome => ({
  name,
  file: 'test/a.test.ts',
  status: 'passed',
  seconds: 0.1,
  error: '',
  ...change,
});
const red = (name: string, error = 'Error: no'): Outcome => outcome(name, { status: 'failed', error });
const round = (seed: number, tests: Outcome[], files: { file: string; seconds: number }[] = []) => ({
  seed,
  tests,
  files,
  seconds: 12,
  jestArgs: ['test/unit'],
});

describe('what was red', () => {
  // Fails when a test that was red in one round of many is lost, is counted twice, or stands without its seeds.
  test('is every test that was red in any round, the most often first, with its seeds and the first line of its error', async () => {
    const rounds = [
      round(7, [red('once', '\n  Error: first\n  at here'), outcome('never')]),
      round(8, [red('twice', 'Error: A\nmore')]),
      round(9, [outcome('once'), red('twice', 'Error: B')]),
    ];
    expect(await ask('flakes/history.mjs', 'redTests', rounds)).toEqual([
      { name: 'twice', file: 'test/a.test.ts', seeds: [8, 9], error: 'Error: A' },
      { name: 'once', file: 'test/a.test.ts', seeds: [7], error: 'Error: first' },
    ]);
  });

  // Fails when two files share a line because their tests share a name.
  test('keeps tests of the same name in two files apart', async () => {
    const rounds = [round(7, [red('same'), { ...red('same'), file: 'test/b.test.ts' }])];
    expect(await ask('flakes/history.mjs', 'redTests', rounds)).toHaveLength(2);
  });

  // Fails when a table names a red test without the command that has it again.
  test('is repeated in the same order: the file with its seed, the Python tests, or the round where no file is known', async () => {
    const command = (file: string): Promise<unknown> => ask('flakes/table.mjs', 'repeatCommand', { file, seeds: [8, 9] }, ['-t', 'a name']);
    expect(await command('test/a.test.ts')).toBe('npm test -- test/a.test.ts --randomize --seed 8');
    expect(await command('python/tests/test_a.py')).toBe(
      '.venv/bin/python scripts/flakes/shuffled_unittest.py 8 .stage/flakes/python.json',
    );
    expect(await command('')).toBe("npm run flakes -- --rounds 1 --seed 8 -- -t 'a name'");
  });
});

describe("what Jest's results say", () => {
  const result = (change: object) => ({ name: '/r/test/a.test.ts', startTime: 1000, endTime: 3500, message: '', ...change });
  const read = (...testResults: object[]) => ask('flakes/outcomes.mjs', 'outcomesOfJest', { testResults }, '/r');

  // Fails when a status, a time or an error is misread.
  test('becomes files and tests with seconds and plain errors', async () => {
    const assertionResults = [
      { fullName: 'a b', status: 'passed', duration: 250 },
      { fullName: 'a c', status: 'failed', duration: null, failureMessages: ['\u001b[31mError: no\u001b[39m'] },
      { fullName: 'a d', status: 'pending' },
      { fullName: 'a e', status: 'todo' },
    ];
    expect(await read(result({ status: 'failed', assertionResults }))).toEqual({
      files: [{ file: 'test/a.test.ts', seconds: 2.5 }],
      tests: [
        outcome('a b', { seconds: 0.25 }),
        outcome('a c', { seconds: 0, status: 'failed', error: 'Error: no' }),
        outcome('a d', { seconds: 0, status: 'skipped' }),
        outcome('a e', { seconds: 0, status: 'skipped' }),
      ],
    });
  });

  // Fails when a file whose worker died, or that does not load, looks green because it has no red test.
  test('makes a file that could not be run a red test', async () => {
    expect(
      await read(result({ status: 'failed', message: '  ● Test suite failed to run\n\n    worker died', assertionResults: [] })),
    ).toMatchObject({
      tests: [{ name: '(the file itself)', status: 'failed' }],
    });
  });

  // Fails when a Jest that was killed is told without how it ended.
  test('are replaced by a red test of their own when Jest was killed', async () => {
    expect(await ask('flakes/outcomes.mjs', 'brokenPart', 'Jest', 'SIGKILL', 'half a line')).toEqual(
      outcome('(Jest as a whole)', { file: '', seconds: 0, status: 'failed', error: 'Jest ended with SIGKILL\nhalf a line' }),
    );
  });
});

describe('what was slow', () => {
  const times = (file: string, ...seconds: number[]) => seconds.map((s, index) => round(index, [], [{ file, seconds: s }]));

  // Fails when one slow round among quick ones cannot be seen, or when every slow file is called an outlier.
  test('has its median and its worst time, and is an outlier when these are far apart', async () => {
    expect(await ask('flakes/history.mjs', 'slowestFiles', [...times('odd', 3, 3, 20), ...times('steady', 30, 31)], 10)).toEqual([
      { name: 'steady', median: 30.5, worst: 31, seed: 1, isOutlier: false },
      { name: 'odd', median: 3, worst: 20, seed: 2, isOutlier: true },
    ]);
    expect(await ask('flakes/history.mjs', 'slowestFiles', times('quick', 0.1, 0.1, 0.9), 10)).toMatchObject([{ isOutlier: false }]);
  });

  // Fails when an outlier among quick files is cut off with them.
  test('names an outlier even where others are slower', async () => {
    const rows = await ask('flakes/history.mjs', 'slowestFiles', [...times('odd', 3, 3, 20), ...times('steady', 30, 31)], 1);
    expect(rows).toMatchObject([{ name: 'steady' }, { name: 'odd' }]);
  });
});

// Fails when a round's line lacks what one needs to have it again.
test('a round is told with its seed, seconds, counts and red tests', async () => {
  expect(await ask('flakes/table.mjs', 'roundLine', round(7, [outcome('good'), red('bad')]), 2, 20)).toBe(
    '✗ round 2 of 20, seed 7: 12 s, 1 passed, 1 failed\n    red: test/a.test.ts › bad',
  );
});

// Fails when a run that was green throughout says less than that, or a red one does not say how often.
test('all rounds together say whether anything was ever red', async () => {
  expect(await ask('flakes/table.mjs', 'summaryText', [round(7, [outcome('a')])])).toMatch(/^Nothing was red in 1 round\.\n/);
  expect(await ask('flakes/table.mjs', 'summaryText', [round(7, [red('a')]), round(8, [outcome('a')])])).toMatch(
    /^Red in 2 rounds: 1\n\n1 of 2 {2}a\n {4}file {4}test\/a\.test\.ts\n {4}seeds {3}7\n {4}error {3}Error: no\n {4}repeat {2}npm test/,
  );
});
