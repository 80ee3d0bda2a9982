import { waitForNothing } from './left-behind';
import { makeProject, type Project, runJest } from './run-jest';

const INTEGRATION = '/** @jest-environment @dspex/jest-preset/integration */';
const NOTHING = { processes: [], files: [] };

let project: Project;
beforeEach(() => {
  project = makeProject({
    // It knows of nothing: docblocks alone name an environment.
    'jest.config.js': 'module.exports = { testTimeout: 60_000 };\n',
    'a.test.js': `${INTEGRATION}
      const { spawn } = require('node:child_process');
      const { dspex, isolatedTest } = require('@dspex/jest-preset');
      const asks = async ({ lm, run }) => {
        lm.when({ question: /./ }).reply({ answer: 'yes' });
        expect((await run('question -> answer', { question: 'q' })).outputs.answer).toBe('yes');
      };
      test('asks', () => asks(dspex));
      isolatedTest.concurrent('asks in a process of its own', { level: 'full' }, asks);
      isolatedTest.concurrent('asks in another beside it', { level: 'full' }, asks);
      test('is told how its Python ended', async () => {
        await expect((await dspex.loadModule('dies:Dies')).execute({})).rejects.toThrow(/SIGKILL|signal 9/);
      });
      test('leaves a process', () => void spawn('sleep', ['431'], { stdio: 'ignore' }));`,
    'dies.py': `import os, dspy
class Dies(dspy.Module):
    def forward(self):
        os.kill(os.getpid(), 9)
`,
    'b.test.js': `${INTEGRATION}
      test('fails', () => expect(1).toBe(2));
      test('expects nothing of Python', () => undefined);`,
  });
});
afterEach(() => project.remove());

// Fails when an environment needs the preset where one process runs all tests, or leaves something behind without it.
test('in one process, files that name their environment need no preset', async () => {
  const run = await runJest(project, { args: ['-i'], env: { TEST_MODE: 'integration' } });
  expect(run.tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName)).toEqual(['fails']);
  expect(run.tests).toHaveLength(7);
  expect(await waitForNothing(project.tmp)).toEqual(NOTHING);
});

// Fails when workers start a Python each without a word, or when what needs none of it fails, too.
test('in workers, what asks for Python is told what to write', async () => {
  const run = await runJest(project, { args: ['-w', '2'], env: { TEST_MODE: 'integration' } });
  const failed = run.tests.filter(({ status }) => status !== 'passed');
  expect(failed.map(({ fullName }) => fullName).sort()).toEqual([
    ...['asks', 'asks in a process of its own', 'asks in another beside it', 'fails', 'is told how its Python ended'],
  ]);
  for (const name of ['asks', 'asks in another beside it'])
    expect(run.test(name).failureMessages.join()).toMatch(/write preset: '@dspex\/jest-preset'[\s\S]*\[NO_HOST\]/);
  expect(await waitForNothing(project.tmp)).toEqual(NOTHING);
});
