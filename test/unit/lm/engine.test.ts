import { engineOf, fieldCall, missOf, promptCall } from './calls';

// Each fails when a call is answered although it must not be, or is refused although it may be.
describe('who answers when no rule does', () => {
  test('mock: typed defaults, as long as no file or test declares a rule', async () => {
    const lm = engineOf();
    expect(await lm.fields(fieldCall({ q: 'x' }))).toEqual({ answer: 'mock_response' });
    lm.when({ q: 'other' }, lm.file).reply({ answer: 'a' });
    await expect(lm.ask(fieldCall({ q: 'x' }))).rejects.toMatchObject({ code: 'LM_MISS' });
  });

  test('otherwise makes it lenient again: with a reply, a function, or defaults', async () => {
    const lm = engineOf();
    lm.when({ q: 'other' }).reply({ answer: 'a' });
    lm.scope.otherwise({ answer: 'else' });
    expect(await lm.fields(fieldCall({ q: 'x' }))).toEqual({ answer: 'else' });
    lm.scope.otherwise((call: { inputs: { q: string } }) => ({ answer: call.inputs.q }));
    expect(await lm.fields(fieldCall({ q: 'x' }))).toEqual({ answer: 'x' });
    lm.scope.otherwise(undefined);
    expect(await lm.fields(fieldCall({ q: 'x' }))).toEqual({ answer: 'mock_response' });
  });

  test('an HTTP call gets text, or JSON by its schema', async () => {
    const lm = engineOf();
    expect(await lm.text(promptCall('hi'))).toBe('mock_response');
    expect(await lm.text(promptCall('hi', { schema: { type: 'object', properties: { ok: { type: 'boolean' } }, required: ['ok'] } }))).toBe(
      '{"ok":false}',
    );
  });
});

describe('a reply', () => {
  test.each([
    ['an unknown field, with the nearest', { anwser: 'a' }, /"anwser"[\s\S]*"answer"/],
    ['a missing field', {}, /lacks the field "answer"/],
    ['neither text nor fields', 3, /3/],
    [
      'a function that throws',
      () => {
        throw new Error('broken reply');
      },
      /broken reply/,
    ],
    ['a tool the call does not offer', undefined, /offers no tools/],
  ])('with %s is told at the place of its rule, and fails the test', async (_, reply, message) => {
    const lm = engineOf();
    const rule = lm.when({ q: 'x' });
    if (reply === undefined) rule.callTool('nothing', {});
    else rule.reply(reply);
    await expect(lm.ask(fieldCall({ q: 'x' }))).rejects.toMatchObject({
      code: 'RULE_REPLY_INVALID',
      message: expect.stringMatching(message),
    });
    expect(lm.journal.problems()).toMatchObject([{ message: expect.stringContaining('a.test.ts:1') }]);
  });

  test('of text goes to the parser as it is', async () => {
    const lm = engineOf();
    lm.when({ q: 'x' }).reply('garbage');
    expect(await lm.text(fieldCall({ q: 'x' }))).toBe('garbage');
  });

  test('waits as long as it says, whatever the clock of the test shows', async () => {
    const lm = engineOf();
    const rule = lm.when({ q: 'x' });
    rule.delay(5);
    rule.reply({ answer: 'late' });
    jest.useFakeTimers();
    try {
      expect(await lm.fields(fieldCall({ q: 'x' }))).toEqual({ answer: 'late' });
    } finally {
      jest.useRealTimers();
    }
  });

  test('tells tokens by the length of texts, so that code that adds them up has something', async () => {
    const lm = engineOf();
    lm.whenPrompt({ prompt: 'hi' }).reply('a'.repeat(40));
    expect((await lm.ask(promptCall('hi'))).reply).toMatchObject({ usage: { inputTokens: expect.any(Number), outputTokens: 10 } });
  });
});

// Fails when a miss that the test is about fails it, or when one more does not.
test('a miss that was expected does not fail the test; a further one does', async () => {
  const lm = engineOf();
  lm.when({ nothing: 1 }).reply({ answer: 'a' });
  for (const count of [0, -1, 1.5, '1' as never])
    expect(() => lm.journal.expectMiss(count)).toThrow(expect.objectContaining({ code: 'RULE_INVALID' }));
  lm.journal.expectMiss(1);
  await missOf(lm, fieldCall({ q: 'x' }));
  expect(lm.journal.problems()).toEqual([]);
  await missOf(lm, fieldCall({ q: 'y' }));
  expect(lm.journal.problems()).toHaveLength(1);
});

// Fails when a call is not kept, or is told under the wrong source.
test('the journal keeps every call with who answered it', async () => {
  const lm = engineOf();
  await lm.ask(fieldCall({ q: 'default' }));
  lm.when({ q: 'rule' }).reply({ answer: 'a' });
  await lm.ask(fieldCall({ q: 'rule' }));
  await lm.ask(fieldCall({ q: 'miss' })).catch(() => undefined);
  expect(lm.journal.counts()).toEqual({ rule: 1, default: 1, cassette: 0, real: 0, miss: 1 });
  expect(lm.journal.calls().map(({ source, ruleDeclaredAt }) => [source, ruleDeclaredAt])).toEqual([
    ['default', null],
    ['rule', 'a.test.ts:1'],
    ['miss', null],
  ]);
});
