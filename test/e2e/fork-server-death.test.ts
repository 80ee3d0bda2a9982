import { waitForNothing } from './left-behind';
import { makeProject, runJest, runOnce } from './run-jest';

// Fails when the death of the fork server or of a child is told as anything else, or harms a test that did not use it.
test('a killed fork server fails only the tests that were using it, and the next test gets a new one', async () => {
  const run = await runOnce({
    'slow.py': `
import os, time, signal
import dspy
class KillsServer(dspy.Module):
    def forward(self):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
class KillsItself(dspy.Module):
    def forward(self, deep=60):
        if deep > 0:
            return self.forward(deep - 1)
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)
class Fine(dspy.Module):
    def forward(self):
        return dspy.Prediction(pid=os.getpid())
`,
    'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex, isolatedTest } = require('@dspex/jest-preset');
      const full = { level: 'full' };
      const fine = async () => { const p = await dspex.loadModule('slow:Fine'); expect((await p.execute({})).outputs.pid).toBeGreaterThan(0); };
      isolatedTest('before', full, fine);
      isolatedTest('kills the server', full, async () => { const p = await dspex.loadModule('slow:KillsServer'); await p.execute({}); });
      isolatedTest('after the server died', full, fine);
      isolatedTest('crashes', full, async () => { const p = await dspex.loadModule('slow:KillsItself'); await p.execute({}); });
      isolatedTest('after a crash', full, fine);`,
  });
  expect(Object.fromEntries(run.tests.map((test) => [test.fullName, test.status]))).toEqual({
    before: 'passed',
    'kills the server': 'failed',
    'after the server died': 'passed',
    crashes: 'failed',
    'after a crash': 'passed',
  });
  expect(run.test('kills the server').failureMessages.join()).toMatch(/\[FORK_SERVER_DIED\]/);
  expect(run.test('crashes').failureMessages.join()).toMatch(
    /SIGSEGV[\s\S]*\[CHILD_CRASHED\][\s\S]*Fatal Python error: Segmentation fault\n *Current thread .*\n *File ".*slow\.py", line 12 in forward/,
  );
});

// Fails when one of 40 processes is not the test's own, is taken away from it, or outlives the run.
test.each([
  ['4 files', 4, ['-w', '2']],
  // A single file never has more than one worker.
  ['one file', 1, ['-i']],
] as const)('40 tests with a process each in %s leave nothing (%# of %j)', async (_, files, args) => {
  const perFile = 40 / files;
  const file = `/** @jest-environment @dspex/jest-preset/integration */
    const { dspex, isolatedTest } = require('@dspex/jest-preset');
    const pids = new Set();
    for (let i = 0; i < ${perFile}; i++) isolatedTest('t' + i, { level: 'full' }, async () => {
      dspex.lm.when({ question: /./ }).reply({ answer: 'a' + i });
      expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a' + i);
      pids.add((await dspex.bridge.ping()).pid);
    });
    afterAll(() => { if (pids.size !== ${perFile}) throw new Error(pids.size + ' processes'); });`;
  const project = makeProject(Object.fromEntries(Array.from({ length: files }, (__, index) => [`f${index}.test.js`, file])));
  try {
    const run = await runJest(project, { args });
    expect(run.tests.filter((test) => test.status !== 'passed')).toEqual([]);
    expect(run.tests).toHaveLength(40);
    expect(run.exitCode).toBe(0);
    expect(run.report?.totals).toMatchObject({ forks: 40, lmCalls: { rule: 40 } });
    expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
  } finally {
    project.remove();
  }
});
