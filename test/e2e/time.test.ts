import { runOnce } from './run-jest';
import { runTogether } from './run-together';

const HEAD = `const { dspex, isolatedTest } = require('@dspex/jest-preset');\n`;
const HANG = '() => new Promise(() => {})';

const FAILS = `test('fails', () => { throw new Error('x'); });\ntest('after it', () => {});`;

// One run for those that need none of their own.
const together = runTogether({
  'a.test.js': `${HEAD}
        test('own', ${HANG}, 50);
        isolatedTest('own by option', { timeoutMs: 60 }, ${HANG});
        describe('set', () => { beforeAll(() => jest.setTimeout(70)); test('by jest.setTimeout', ${HANG}); });`,
  'callbacks.test.js': `${HEAD}
        describe('hook', () => { beforeEach(${HANG}, 40); test('is not reached', () => {}); });
        test('done', (done) => {}, 45);`,
  'fake.test.js': `${HEAD}
        test('waits for one', async () => { jest.useFakeTimers(); await new Promise((done) => setTimeout(done, 1000)); }, 50);
        test('waits for none', ${HANG}, 50);
        afterEach(() => jest.useRealTimers());`,
  'fails.test.js': FAILS,
});

// Fails when a limit comes from the wrong place, or when waiting for Python is charged to a test.
describe('the time limit of a test', () => {
  test('is its own argument, then jest.setTimeout, then the layer', async () => {
    const run = await together('a.test.js');
    expect(run.test('own').failureMessages.join()).toMatch(/50 ms[\s\S]*own limit[\s\S]*\[TIMEOUT\]/);
    expect(run.test('own by option').failureMessages.join()).toContain('60 ms');
    for (const [name, line] of [
      ['own', 3],
      ['own by option', 4],
    ] as const)
      expect(run.test(name).failureMessages.join()).toMatch(new RegExp(`\\n +at .*a\\.test\\.js:${line}:`));
    expect(run.test('set by jest.setTimeout').failureMessages.join()).toContain('70 ms');
  });

  // Fails when a test that waits for a clock which it has stopped itself is told nothing of it.
  test('says where timers wait for the clock of the test', async () => {
    const run = await together('fake.test.js');
    expect(run.test('waits for one').failureMessages.join()).toContain(
      "1 timer waits for Jest's clock: await jest.advanceTimersByTimeAsync(ms)",
    );
    expect(run.test('waits for none').failureMessages.join()).toContain('find what it waits for');
  });

  test('of the config wins over the layer', async () => {
    const run = await runOnce({
      'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testTimeout: 80 };",
      'a.test.js': `${HEAD}test('hangs', ${HANG});`,
    });
    expect(run.test('hangs').failureMessages.join()).toContain('80 ms');
  });

  test('of a done callback and of a hook hold too', async () => {
    const run = await together('callbacks.test.js');
    expect(run.test('hook is not reached').failureMessages.join()).toContain('40 ms');
    expect(run.test('done').failureMessages.join()).toContain('45 ms');
  });

  test('does not count the start of Python: a cold one takes longer than this test may', async () => {
    const run = await runOnce({
      'slow_start.py': 'import time\ntime.sleep(4)\n',
      'a.test.js': `/**
         * @jest-environment @dspex/jest-preset/integration
         * @dspex {"python":{"preload":["slow_start"]}}
         */
        ${HEAD}
        test('starts Python', async () => { expect((await dspex.bridge.ping()).pid).toBeGreaterThan(0); }, 2500);
        describe('in a hook', () => { beforeAll(async () => { await dspex.bridge.ping(); }, 2500); test('too', () => {}); });`,
    });
    expect(run.tests.map((test) => `${test.status}${test.failureMessages.join()}`)).toEqual(['passed', 'passed']);
  });

  test('ends a program that is still running, says where it stood, and the next test runs', async () => {
    const run = await runOnce({
      'slow.py': 'import time, dspy\nclass Slow(dspy.Module):\n    def forward(self):\n        time.sleep(60)\n',
      'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */\n${HEAD}
        let slow;
        // Loaded before: the limits are to pass while Python runs, not while it starts or loads.
        beforeAll(async () => { slow = await dspex.loadModule('slow:Slow'); });
        isolatedTest('slow', { level: 'full', timeoutMs: 2000 }, async () => { await slow.execute({}); });
        isolatedTest('limited', { level: 'full' }, async () => { await slow.execute({}, { timeoutMs: 1000 }); });
        isolatedTest('next', { level: 'full' }, async ({ bridge }) => { await bridge.ping(); });`,
    });
    const standsThere = /Python stands here:[\s\S]*slow\.py", line 4, in forward\n +time\.sleep\(60\)/;
    expect(run.test('slow').failureMessages.join()).toMatch(new RegExp(`\\[TIMEOUT\\][\\s\\S]*${standsThere.source}`));
    expect(run.test('limited').failureMessages.join()).toMatch(new RegExp(`\\[EXECUTE_TIMEOUT\\][\\s\\S]*${standsThere.source}`));
    expect(run.test('next').status).toBe('passed');
  });
});

describe('maxFailures', () => {
  const files = {
    'a.test.js': FAILS,
    'b.test.js': `test('in the next file', () => {});`,
  };
  const statuses = (run: { tests: readonly { fullName: string; status: string }[] }) =>
    Object.fromEntries(run.tests.map(({ fullName, status }) => [fullName, status]));

  test('skips what is left of the run, over files', async () => {
    const config = "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { maxFailures: 1 } } };";
    const run = await runOnce({ 'jest.config.js': config, ...files }, { args: ['-i'] });
    expect(statuses(run)).toMatchObject({ fails: 'failed', 'after it': 'pending', 'in the next file': 'pending' });
    expect(run.output).toMatch(/\ndspex\n {2}stopped {3}at 1 failed test, .* maxFailures: 0/);
  });

  test('is one in CI, and off elsewhere', async () => {
    expect(statuses(await runOnce(files, { args: ['-i', '--ci'] }))).toMatchObject({ 'after it': 'pending' });
    expect(statuses(await together('fails.test.js'))).toMatchObject({ 'after it': 'passed' });
  });

  test('counts a test that is retried by its last attempt', async () => {
    const config = "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { maxFailures: 1 } } };";
    const run = await runOnce({
      'jest.config.js': config,
      'a.test.js': `jest.retryTimes(1, { retryImmediately: true });\nlet n = 0;\ntest('flaky', () => { if (++n === 1) throw new Error('once'); });\ntest('after it', () => {});`,
    });
    expect(statuses(run)).toEqual({ flaky: 'passed', 'after it': 'passed' });
  });
});
