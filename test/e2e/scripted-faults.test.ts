import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const MODS = `
import asyncio, time
import dspy

class Waits(dspy.Module):
    """How long a program would sleep between the attempts of a call that fails."""
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")
    def forward(self, q):
        slept, (sleep, asleep) = [], (time.sleep, asyncio.sleep)
        async def noted(seconds, *more):
            slept.append(seconds)
            await asleep(0)
        time.sleep, asyncio.sleep = slept.append, noted
        try:
            for call in (lambda: self.ask(q=q), lambda: asyncio.run(self.ask.acall(q=q))):
                try:
                    call()
                except Exception:
                    pass
        finally:
            time.sleep, asyncio.sleep = sleep, asleep
        return {"slept": sum(slept)}
`;
const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test.each([
  ['reset', (rule) => rule.replyWithFault('reset')],
  ['timeout', (rule) => rule.replyWithFault('timeout')],
  ['an error', (rule) => rule.replyWithError({ status: 503, retryAfterMs: 3000 })],
])('nobody waits for %s', async (_, fails) => {
  fails(dspex.lm.when({ q: 'x' }));
  const waits = await dspex.loadModule('mods:Waits');
  expect((await waits.execute({ q: 'x' })).outputs.slept).toBe(0);
  expect(dspex.lm.calls.length).toBeGreaterThanOrEqual(8);
});
`;

// Fails when a test sleeps between the attempts of a call whose failure a rule ordered: a dropped connection took seven seconds.
test('DSPy tries scripted faults again without waiting', async () => {
  const run = await runOnce({ 'faults.test.js': SUITE.trimStart(), 'mods.py': MODS });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(3);
});
