import { runOnce } from '../e2e/run-jest';

// Fails when a wait that the test's own time does not count has no end: the run would hang, and its teardown behind it; and when each
// test waits for it anew.
test('a module that never comes to be imported is waited for once, no longer than maxWaitMs', async () => {
  const dspex = { maxWaitMs: 8000, python: { preload: ['sleeps'] } };
  const run = await runOnce({
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`,
    'sleeps.py': 'import time\ntime.sleep(100_000)\n',
    'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex } = require('@dspex/jest-preset');
      const began = [];
      beforeEach(() => { began.push(performance.now()); });
      test.each([1, 2, 3])('asks (%i)', async () => { await dspex.run('question -> answer', { question: 'q' }); });
      test('both later ones heard of it at once', () => { expect(began[3] - began[1]).toBeLessThan(8000); });`,
  });
  for (const n of [1, 2, 3])
    expect(run.test(`asks (${n})`).failureMessages.join()).toMatch(
      /waited 8000 ms for (the modules of python\.preload|Python)[\s\S]*\[WAIT_TOO_LONG\]/,
    );
  expect(run.test('both later ones heard of it at once').status).toBe('passed');
});
