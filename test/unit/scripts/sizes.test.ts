import { ask } from './ask';

const problems = (lengths: [string, number][], reasons: object): Promise<unknown> =>
  ask('sizes/too-long.mjs', 'lengthProblems', lengths, reasons);

// Fails when a long file is not told, or one with a reason is.
test('a file over 200 lines needs a reason', async () => {
  const lengths: [string, number][] = [
    ['src/short.ts', 200],
    ['src/long.ts', 201],
    ['src/excused.ts', 300],
  ];
  expect(await problems(lengths, { 'src/excused.ts': 'one list' })).toEqual([
    expect.stringMatching(/^src\/long\.ts has 201 lines: split it/),
  ]);
});

// Fails when a file that was split, or is gone, stays excused: it could grow again, and nobody would see it.
test('a reason goes with its need', async () => {
  expect(await problems([['src/a.ts', 90]], { 'src/a.ts': 'was long', 'src/gone.ts': 'was there' })).toEqual([
    expect.stringContaining('src/a.ts has no more than 200'),
    expect.stringContaining('src/gone.ts has no more than 200'),
  ]);
});
