import { makeProject, type Run, runJest } from '../e2e/run-jest';

const DRAW = `import os, random
import dspy
class Draw(dspy.Module):
    def forward(self):
        import numpy
        return dspy.Prediction(numbers=[random.random(), float(numpy.random.random()), str(hash("text"))], handed=os.environ.get("PYTHONHASHSEED"))
`;
const TEST = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { buildProgram } = require('@dspex/jest-preset/factories');
async function draw(name) {
  const { outputs } = await (await dspex.loadModule('draw:Draw')).execute({});
  console.log('DREW ' + JSON.stringify({ name, ...outputs, built: buildProgram().id }));
}
for (const level of ['full', 'session', 'namespace']) isolatedTest(level, { level }, () => draw(level));
isolatedTest('fails after drawing', { level: 'session' }, async () => {
  await draw('failing');
  expect(1).toBe(2);
});
test("fails after it's (asked) for its seed", () => { expect(dspex.seed).toBe(-1); });
test('fails without any', () => { expect(1).toBe(2); });
test.failing('fails as it should', async () => { await draw('as it should'); throw new Error('as it should'); });
`;

interface Drawn {
  readonly name: string;
  readonly numbers: (number | string)[];
  readonly handed: string | null;
  readonly built: string;
}

const drawn = (run: Run): Drawn[] =>
  [...run.output.matchAll(/DREW (\{.*\})/g)]
    .map((found) => JSON.parse(found[1] as string) as Drawn)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
const messageOf = (run: Run, name: string): string => run.test(name).failureMessages.join('\n');

describe('the seed of a run', () => {
  const project = makeProject({ 'draw.py': DRAW, 'a.test.js': TEST });
  let first: Run;
  let again: Run;
  let picked: Run;
  let replayed: Run;
  let seed: string;
  beforeAll(async () => {
    first = await runJest(project);
    again = await runJest(project, { args: ['-t', 'full|session'] });
    picked = await runJest(project, { env: { DSPEX_SEED: 'random' } });
    seed = /the seed of this run was (\d+)/.exec(picked.output)?.[1] ?? 'none';
    replayed = await runJest(project, { env: { DSPEX_SEED: seed } });
  });
  afterAll(() => project.remove());

  // Fails when numbers depend on what ran before, or on the process.
  test('is the same without being asked for: random, numpy, hashes and built ids come again, whatever else runs', () => {
    expect(drawn(first)).toHaveLength(5);
    const names = drawn(again).map(({ name }) => name);
    expect(names).toEqual(['full', 'session']);
    expect(drawn(again)).toEqual(drawn(first).filter(({ name }) => names.includes(name)));
  });

  test('another one is picked on request, said in the summary, and brings the same numbers when it is given', () => {
    expect(drawn(replayed)).toEqual(drawn(picked));
    for (const [index, one] of drawn(picked).entries()) {
      const before = drawn(first)[index] as Drawn;
      expect(one.numbers.filter((number) => before.numbers.includes(number))).toEqual([]);
      expect(one.built).toBe(before.built);
    }
  });

  test("Python's hash seed is of the run, and not handed on to what a test starts", () => {
    expect(new Set(drawn(first).map(({ numbers }) => numbers[2])).size).toBe(1);
    expect(drawn(first).map(({ handed }) => handed)).toEqual([null, null, null, null, null]);
  });

  test('a failed test that drew says which it was and how to have it again; others do not', () => {
    expect(messageOf(picked, 'fails after drawing')).toContain(
      `seed: ${seed}  (DSPEX_SEED=${seed} TEST_MODE=integration npx jest --runTestsByPath a.test.js -t '^fails after drawing$'   # replays it)`,
    );
    expect(messageOf(first, "fails after it's (asked) for its seed")).toContain(`-t '^fails after it'\\''s \\(asked\\) for its seed$'`);
    expect(messageOf(first, 'fails without any')).not.toContain('seed:');
    expect(first.test('fails as it should').status).toBe('passed');
  });

  test('what is no seed is refused by name', async () => {
    const run = await runJest(project, { env: { DSPEX_SEED: 'abc' } });
    expect(run.output).toMatch(/DSPEX_SEED is "abc"[\s\S]*OPTION_INVALID/);
  });
});
