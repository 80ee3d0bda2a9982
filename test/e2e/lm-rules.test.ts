import { runOnce } from './run-jest';
import { runTogether } from './run-together';

const HEAD = `const { dspex } = require('@dspex/jest-preset');\n`;

const swallows = (rule: string): string => `${HEAD}test('swallows', async () => {
    dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
    ${rule}
    await dspex.run('question -> answer', { question: 'the time?' }).catch(() => undefined);
  });`;

// One run for those that need none of their own.
const together = runTogether({
  'swallows.test.js': swallows(''),
  'defaults.test.js': `${HEAD}test('defaults', async () => {
    const { outputs } = await dspex.run("q -> text, ok: bool, queue: Literal['billing', 'tech']", { q: 'x' });
    expect(outputs).toStrictEqual({ text: 'mock_response', ok: expect.any(Boolean), queue: 'billing' });
  });`,
  'misses.test.js': `${HEAD}test('expects it', async () => {
    dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
    dspex.lm.expectMiss();
    await expect(dspex.run('question -> answer', { question: 'c' })).rejects.toMatchObject({ code: 'LM_MISS' });
  });
  test('expects two', async () => {
    dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
    dspex.lm.expectMiss(2);
    await expect(dspex.run('question -> answer', { question: 'c' })).rejects.toMatchObject({ code: 'LM_MISS' });
  });`,
  'problems.test.js': `${HEAD}
  const wrong = async () => { await dspex.run('question -> answer', { question: 'c' }).catch(() => undefined); };
  beforeEach(() => { dspex.lm.when({ question: 'c' }).reply({ no_such_field: 'b' }); });
  test('expects it', async () => { dspex.expectProblem('RULE_REPLY_INVALID'); await wrong(); });
  test('expects another', async () => { dspex.expectProblem('EGRESS_REFUSED'); await wrong(); });
  test('expects two', async () => { dspex.expectProblem('RULE_REPLY_INVALID', 2); await wrong(); });
  test('expects a miss by its code', async () => { dspex.expectProblem('LM_MISS'); await dspex.run('question -> answer', { question: 'x' }).catch(() => undefined); });
  test('names no code', async () => {
    await wrong(); dspex.expectProblem('RULE_REPLY_INVALID');
    expect(() => dspex.expectProblem('RULE_REPLY_INVALD')).toThrow(/expectProblem\\('RULE_REPLY_INVALID'\\)[^]*\\[RULE_INVALID\\]/);
  });`,
});

// Fails when Jest takes the lines of an error for its stack: it prints them apart, and shows no code.
test('an error that no line of the test threw is shown at its test', async () => {
  const run = await together('problems.test.js');
  const [message] = run.test('expects another').failureMessages;
  expect(message).toMatch(/^DspexError: .*no_such_field.*\n {2}why: .*\n {2}next: .*\n[\s\S]*\n\s+at .*problems\.test\.js:6:3/);
});

// Fails when a miss ends in a green test, when a strict file answers by default, or when the paste does not cure.
describe('rules in a real run', () => {
  test('without any rule, typed defaults answer', async () => {
    const run = await together('defaults.test.js');
    expect(run.test('defaults').failureMessages).toEqual([]);
  });

  test('a swallowed miss fails the test, once, naming the nearest rule and one to paste; the paste cures it', async () => {
    const red = await together('swallows.test.js');
    const message = red.test('swallows').failureMessages.join('\n');
    expect(message.match(/\[LM_MISS\]/g)).toHaveLength(1);
    expect(message).toMatch(/weather/);
    const paste = /dspex\.lm\.when\(.*\)\.reply\(.*\);/.exec(message)?.[0] as string;
    const green = await runOnce({ 'a.test.js': swallows(paste) });
    expect(green.test('swallows').failureMessages.join()).not.toContain('LM_MISS');
  });

  test('expectMiss withdraws the miss, and fails a test that has fewer', async () => {
    const run = await together('misses.test.js');
    expect(run.test('expects it').failureMessages).toEqual([]);
    expect(run.test('expects two').failureMessages.join()).toMatch(
      /expects 2 LM calls that nothing answers; there was one\.[\s\S]*\[LM_MISS_EXPECTED\]/,
    );
  });

  // Fails when a refusal that a test is about fails it, when one more or one of another kind does not, or when a wrong code is taken.
  test('expectProblem withdraws a refusal by its code, and fails a test that has fewer', async () => {
    const run = await together('problems.test.js');
    for (const name of ['expects it', 'expects a miss by its code', 'names no code']) expect(run.test(name).failureMessages).toEqual([]);
    expect(run.test('expects another').failureMessages.join()).toContain('[RULE_REPLY_INVALID]');
    expect(run.test('expects two').failureMessages.join()).toMatch(
      /expects 2 problems RULE_REPLY_INVALID; there was one[\s\S]*\[PROBLEM_EXPECTED\]/,
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
