import { runOnce } from './run-jest';

const HEAD = `const { dspex } = require('@dspex/jest-preset');\n`;

// Fails when a miss ends in a green test, when a strict file answers by default, or when the paste does not cure.
describe('rules in a real run', () => {
  test('without any rule, typed defaults answer', async () => {
    const run = await runOnce({
      'a.test.js': `${HEAD}test('defaults', async () => {
        const { outputs } = await dspex.run("q -> text, ok: bool, queue: Literal['billing', 'tech']", { q: 'x' });
        expect(outputs).toStrictEqual({ text: 'mock_response', ok: expect.any(Boolean), queue: 'billing' });
      });`,
    });
    expect(run.test('defaults').failureMessages).toEqual([]);
  });

  test('a swallowed miss fails the test, once, naming the nearest rule and one to paste; the paste cures it', async () => {
    const body = (rule: string): string => `${HEAD}
      test('swallows', async () => {
        dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
        ${rule}
        await dspex.run('question -> answer', { question: 'the time?' }).catch(() => undefined);
      });`;
    const red = await runOnce({ 'a.test.js': body('') });
    const message = red.test('swallows').failureMessages.join('\n');
    expect(message.match(/\[LM_MISS\]/g)).toHaveLength(1);
    expect(message).toMatch(/weather/);
    const paste = /dspex\.lm\.when\(.*\)\.reply\(.*\);/.exec(message)?.[0] as string;
    const green = await runOnce({ 'a.test.js': body(paste) });
    expect(green.test('swallows').failureMessages.join()).not.toContain('LM_MISS');
  });

  test('expectMiss withdraws the miss, and fails a test that has fewer', async () => {
    const run = await runOnce({
      'a.test.js': `${HEAD}test('expects it', async () => {
        dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
        dspex.lm.expectMiss();
        await expect(dspex.run('question -> answer', { question: 'c' })).rejects.toMatchObject({ code: 'LM_MISS' });
      });
      test('expects two', async () => {
        dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
        dspex.lm.expectMiss(2);
        await expect(dspex.run('question -> answer', { question: 'c' })).rejects.toMatchObject({ code: 'LM_MISS' });
      });`,
    });
    expect(run.test('expects it').failureMessages).toEqual([]);
    expect(run.test('expects two').failureMessages.join()).toMatch(
      /expects 2 LM calls that nothing answers; there was one\.[\s\S]*\[LM_MISS_EXPECTED\]/,
    );
  });

  test('the nearest scope answers first: test, then file, then config; a rule of one test is gone in the next', async () => {
    const run = await runOnce({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { lm: { responses: [{ when: { q: 'config' }, reply: { a: 'from config' } }, { when: { q: 'both' }, reply: { a: 'from config' } }] } } } };`,
      'a.test.js': `${HEAD}
        const ask = async (q) => (await dspex.run('q -> a', { q })).outputs.a;
        dspex.lm.when({ q: 'file' }).reply({ a: 'from file' });
        dspex.lm.when({ q: 'both' }).reply({ a: 'from file' });
        test('one', async () => {
          dspex.lm.when({ q: 'both' }).reply({ a: 'from test' });
          expect([await ask('config'), await ask('file'), await ask('both')]).toEqual(['from config', 'from file', 'from test']);
        });
        test('two', async () => { expect(await ask('both')).toBe('from file'); });`,
    });
    expect(run.tests.map((test) => test.failureMessages.join())).toEqual(['', '']);
  });

  test('a rule that no call used is reported with its place', async () => {
    const run = await runOnce({ 'a.test.js': `${HEAD}test('t', () => {\n  dspex.lm.when({ q: 1 }).reply({ a: 1 });\n});` });
    expect(run.exitCode).toBe(0);
    expect(run.output).toMatch(/a\.test\.js:3/);
    expect(run.report?.totals).toMatchObject({ lmCalls: { rule: 0 } });
  });
});
