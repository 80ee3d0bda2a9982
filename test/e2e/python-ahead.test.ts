import { makeProject, type Project, runJest } from './run-jest';

let project: Project;
beforeAll(() => {
  project = makeProject({
    'unit.test.js': "test('adds', () => expect(1 + 1).toBe(2));",
    'dspy.test.js': `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
process.stderr.write('the file begins\\n');
test('asks Python', () => dspex.bridge.ping());`,
  });
});
afterAll(() => project.remove());

const starts = async (...args: string[]): Promise<string[]> => {
  const { exitCode, output } = await runJest(project, { args: ['-i', ...args], env: { DEBUG: 'dspex:process' } });
  expect(exitCode).toBe(0);
  return output.match(/starts: \S*python\S*|the file begins/g) ?? [];
};

// Fails when the test that asks is the first to start Python, or gets another one than was started for it.
test('Python is on its way before the file that wants it begins, and there is one', async () => {
  expect(await starts()).toEqual([expect.stringContaining('python'), 'the file begins']);
});

// Fails when a run starts Python because some file of the project would want it.
test('a run of unit tests starts none', async () => {
  expect(await starts('unit.test.js')).toEqual([]);
});
