import { ask } from './ask';

const bench = (script: string, name: string, ...args: unknown[]): Promise<unknown> => ask(`../bench/${script}`, name, ...args);
const samples = (...walls: number[]) => walls.map((wall) => ({ wall, cpu: wall * 2 }));
const spread = (median: number, min: number, max: number, rounds: number) => ({ median, min, max, rounds });

describe('statistics', () => {
  // Fails when an even number of rounds has one of its two middle values for its median, or the caller's list is sorted.
  test('the median is the middle value, or the mean of the two', async () => {
    const values = [9, 1, 5];
    expect(await bench('stats.mjs', 'median', values)).toBe(5);
    expect(await bench('stats.mjs', 'median', [9, 1, 5, 2])).toBe(3.5);
    expect(values).toEqual([9, 1, 5]);
  });

  // Fails when what was not measured counts as nothing.
  test('a spread is made of what was measured', async () => {
    expect(await bench('stats.mjs', 'spreadOf', [3, null, 1, 2])).toEqual(spread(2, 1, 3, 3));
    expect(await bench('stats.mjs', 'spreadOf', [null])).toBeNull();
  });

  // Fails when a contender is left out of a round, or always comes after the same one.
  test('the order is turned each round, and each round has all', async () => {
    const orders = await Promise.all([0, 1, 2, 3].map((round) => bench('stats.mjs', 'turned', ['a', 'b', 'c'], round)));
    expect(orders).toEqual([
      ['a', 'b', 'c'],
      ['a', 'c', 'b'],
      ['c', 'a', 'b'],
      ['c', 'b', 'a'],
    ]);
  });
});

const ROW = {
  name: 'suite',
  contenders: { ours: { shown: 'ours', own: true, more: 9 }, base: { shown: 'base', more: 9 }, start: { shown: 'start' } },
  beside: [
    { ours: 'ours', base: ['base'], beside: 'base', goal: '2 ×', beyond: '1 ×' },
    { ours: 'ours', base: ['base', 'start'], beside: 'both' },
    { ours: 'ours', base: ['base'], beside: 'base', of: 'marginal' },
    { ours: 'ours', base: ['start'], beside: 'start', as: 'more' },
  ],
};
const SEEN = {
  ours: { many: samples(110, 240), one: samples(20, 60) },
  base: { many: samples(55, 60), one: samples(10, 15) },
  start: { many: samples(5, 20) },
};

describe('figures of a row', () => {
  const figures = (seen: object = SEEN) => bench('figures.mjs', 'figuresOf', ROW, seen);

  // Fails when fixed and marginal cost are mixed up, or taken from the medians in place of the pairs.
  test('tell what it takes once and what one more takes apart', async () => {
    expect(await figures()).toMatchObject({
      contenders: {
        ours: {
          whole: { wall: spread(175, 110, 240, 2), cpu: spread(350, 220, 480, 2) },
          marginal: { wall: spread(15, 10, 20, 2) },
          fixed: { wall: spread(25, 10, 40, 2) },
        },
        start: { whole: { wall: spread(12.5, 5, 20, 2) }, marginal: { wall: null }, fixed: { wall: null } },
      },
    });
  });

  // Fails when a smaller size that has several tests is taken for one of a single test.
  test('take what the smaller size has out of what is fixed', async () => {
    const row = { name: 'r', contenders: { ours: { shown: 'ours', more: 9, least: 3 } } };
    const seen = { ours: { many: samples(130), one: samples(40) } };
    expect(await bench('figures.mjs', 'figuresOf', row, seen)).toMatchObject({
      contenders: { ours: { fixed: { wall: spread(10, 10, 10, 1) } } },
    });
  });

  // Fails when a ratio is that of the medians, a sum forgets a part, or a difference is told as a ratio.
  test('stand beside one another round by round', async () => {
    expect(await figures()).toMatchObject({
      beside: [
        { name: 'ours', beside: 'base', goal: '2 ×', wall: spread(3, 2, 4, 2), as: 'times' },
        { wall: spread(2.4166666666666665, 110 / 60, 3, 2) },
        { name: 'ours: one more test', wall: spread(3, 2, 4, 2) },
        { wall: spread(162.5, 105, 220, 2), as: 'more' },
      ],
    });
  });

  // Fails when noise that makes a difference negative becomes a ratio.
  test('have no ratio to what came out as nothing or less', async () => {
    const noisy = { ...SEEN, base: { many: samples(10, 60), one: samples(10, 15) } };
    expect(await figures(noisy)).toMatchObject({ beside: [{}, {}, { wall: spread(4, 4, 4, 1) }, {}] });
  });

  // Fails when a contender that was left out, or could not be run, breaks the others.
  test('are there where a contender is missing', async () => {
    expect(await figures({ ours: SEEN.ours })).toMatchObject({ beside: [{ wall: null }, { wall: null }, { wall: null }, { wall: null }] });
  });

  // Fails when two builds are compared by their medians, or the wrong way round.
  test('of two builds are the ratios of each pair, after to before', async () => {
    const seen = { 'before ours': { many: samples(100, 100, 200) }, 'after ours': { many: samples(50, 100, 300) } };
    expect(await bench('figures.mjs', 'comparisonOf', ROW, seen)).toEqual([
      {
        shown: 'ours',
        whole: { wall: spread(1, 0.5, 1.5, 3), cpu: spread(1, 0.5, 1.5, 3) },
        marginal: { wall: null, cpu: null },
      },
    ]);
  });
});

describe('tables', () => {
  const result = { rounds: 2, seconds: 12, leftOut: {}, seen: SEEN };

  // Fails when a column without anything is shown, or a value is in the wrong unit.
  test('have the median and the spread, and no empty column', async () => {
    expect(await bench('text/tables.mjs', 'goalTable', [[ROW, result]])).toBe(
      [
        '| what | beside | wall | CPU | built towards | and beyond |',
        '| --- | --- | --- | --- | --- | --- |',
        '| ours | base | 3.00 × (2.00 × – 4.00 ×) | 3.00 × (2.00 × – 4.00 ×) | 2 × | 1 × |',
        '| ours | both | 2.42 × (1.83 × – 3.00 ×) | 2.42 × (1.83 × – 3.00 ×) |  |  |',
        '| ours: one more test | base | 3.00 × (2.00 × – 4.00 ×) | 3.00 × (2.00 × – 4.00 ×) |  |  |',
        '| ours | start | + 163 ms (+ 105 ms – + 220 ms) | + 325 ms (+ 210 ms – + 440 ms) |  |  |',
      ].join('\n'),
    );
    const row = { name: 'r', contenders: { a: { shown: 'a' } } };
    const seen = { a: { many: [{ wall: 0.0125, cpu: null }] } };
    expect(await bench('text/tables.mjs', 'rowText', row, { ...result, rounds: 1, seen })).toBe(
      '| what | wall |\n| --- | --- |\n| a | 13 µs |\n\n1 round, 12 s.',
    );
  });

  // Fails when a row that failed, or was not reached, looks like one that was measured.
  test('say what was left out, what failed and what was not measured', async () => {
    const text = (told: object | null) => bench('text/tables.mjs', 'rowText', ROW, told);
    const nothing = { rounds: 0, seconds: 1, seen: {} };
    expect(await text({ ...nothing, leftOut: { start: 'npm could not' } })).toBe('Left out: start (npm could not).');
    expect(await text({ ...nothing, leftOut: {}, error: 'it ended with 1: jest\nat x' })).toBe('Failed: it ended with 1: jest');
    expect(await text(null)).toBe('Not measured.');
    expect(await bench('text/tables.mjs', 'goalTable', [[ROW, null]])).toBe('');
  });

  // Fails when memory is told as time.
  test('tell memory in megabytes', async () => {
    const row = { name: 'r', unit: 'MB', contenders: { a: { shown: 'a' } } };
    const seen = { a: { many: [{ wall: 8, cpu: null }] } };
    expect(await bench('text/tables.mjs', 'rowText', row, { ...result, rounds: 1, seen })).toMatch(
      '| what | holds |\n| --- | --- |\n| a | 8.0 MB |',
    );
  });
});

describe('the page', () => {
  const page = async (results: unknown[]) =>
    String(await bench('text/page.mjs', 'pageText', results, { machine: 'a machine', costs: null }));

  // Fails when a run that was cut off cannot be written, or hides that.
  test('is written of what there is', async () => {
    const text = await page([
      [ROW, { rounds: 2, seconds: 120, leftOut: {}, seen: SEEN }],
      [{ ...ROW, name: 'another' }, null],
    ]);
    expect(text).toContain('### Suite\n\n| what |');
    expect(text).toContain('### Another\n\nNot measured.');
    expect(text).toContain('Not simulated');
    expect(text).toContain('Measured on a machine, in 2 minutes.');
  });
});
