import { runOnce } from './run-jest';

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
