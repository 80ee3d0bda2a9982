import { runOnce } from './run-jest';

const MODULE = `
import os, socket, time
import dspy

class Asks(dspy.Module):
    """Asks for a language model, and for a host, when its test is over."""
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, wait, question):
        time.sleep(wait)
        try:
            socket.create_connection(("192.0.2.1", 80), 0.1)
        except OSError:
            pass
        return self.predict(question=question)

class Deaf(dspy.Module):
    """Swallows what would stop it, and changes what others see."""
    def forward(self):
        while True:
            try:
                time.sleep(0.01)
                os.environ["DEAF"] = "was here"
            except BaseException:
                pass

class Looks(dspy.Module):
    def forward(self, wait):
        time.sleep(wait)
        return dspy.Prediction(seen=os.environ.get("DEAF"))
`;
const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
`;

// Fails when what a test did not wait for asks in the name of the next, is answered by its rules, or drops the results of the file.
test.each(['full', 'session', 'namespace'])('level %s: what outlives its test is no call of the next one', async (level) => {
  const run = await runOnce({
    'after.py': MODULE,
    'a.test.js': `${HEAD}
      isolatedTest('does not wait', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'late' }).reply({ answer: 'first' });
        void (await loadModule('after:Asks')).execute({ wait: 0.2, question: 'late' }).catch(() => undefined);
      });
      isolatedTest('next', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'mine' }).reply({ answer: 'second' });
        const { outputs } = await (await loadModule('after:Looks')).execute({ wait: 0.6 });
        expect(outputs.seen).toBeNull();
        expect(lm.calls).toEqual([]);
      });
      isolatedTest('last, and does not wait either', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'mine' }).reply({ answer: 'third' });
        void (await loadModule('after:Asks')).execute({ wait: 0.1, question: 'later' }).catch(() => undefined);
      });`,
  });
  expect(run.tests.map(({ fullName, status, failureMessages }) => [fullName, status, failureMessages])).toEqual([
    ['does not wait', 'passed', []],
    ['next', 'passed', []],
    ['last, and does not wait either', 'passed', []],
  ]);
});

// Fails when a program that ignores the end of its test's time lives on in a process that others use.
test('what ignores that its time is over is ended, also in a shared process, before the next test', async () => {
  const run = await runOnce({
    'after.py': MODULE,
    // Loaded before: the limit of the test is to pass while Python runs, not while it loads.
    'a.test.js': `${HEAD}
      let deaf;
      beforeAll(async () => { deaf = await dspex.loadModule('after:Deaf'); });
      isolatedTest('over its limit', { level: 'namespace', timeoutMs: 500 }, async () => { await deaf.execute({}); });
      isolatedTest('next', { level: 'namespace' }, async ({ loadModule }) => {
        expect((await (await loadModule('after:Looks')).execute({ wait: 0.1 })).outputs.seen).toBeNull();
      });`,
  });
  expect(run.test('over its limit').failureMessages.join()).toMatch(/\[TIMEOUT\][\s\S]*Python stands here:[\s\S]*in forward/);
  expect(run.test('next').failureMessages).toEqual([]);
  expect(run.output).not.toContain('nobody waited for');
});
