import { engineOf, fieldCall, missOf, promptCall } from '../calls';

function broken(): never {
  throw new Error('broken matcher');
}

// Each fails when an error in a rule is lost: the code under test may swallow it, and the test would be green.
describe('a rule whose function throws', () => {
  test.each([
    ['a function of the call', (lm: ReturnType<typeof engineOf>) => lm.whenCall(broken)],
    ['a function of a field', (lm: ReturnType<typeof engineOf>) => lm.when({ q: broken })],
    ['a promise where it has to say at once', (lm: ReturnType<typeof engineOf>) => lm.whenCall(async () => true)],
    [
      "an asymmetric matcher of one's own",
      (lm: ReturnType<typeof engineOf>) => lm.when({ q: { $$typeof: Symbol.for('jest.asymmetricMatcher'), asymmetricMatch: broken } }),
    ],
  ])('fails the test and is named: %s', async (_, declare) => {
    const lm = engineOf();
    declare(lm).reply({ answer: 'a' });
    await lm.ask(fieldCall({ q: 'x' })).catch(() => undefined);
    expect(lm.journal.problems()).toMatchObject([{ code: 'RULE_INVALID', message: expect.stringContaining('a.test.ts:1') }]);
  });

  test('breaks only calls that it is asked for', async () => {
    const lm = engineOf();
    lm.whenCall(broken).reply('never');
    lm.whenPrompt({ prompt: 'tea' }).reply('At four.');
    expect(await lm.text(promptCall('When is tea?'))).toBe('At four.');
    expect(lm.journal.problems()).toEqual([]);
  });

  test('is not asked where the rest of its rule does not hold', async () => {
    const lm = engineOf();
    lm.when({ q: broken, kind: 'other' }).reply({ answer: 'never' });
    expect((await missOf(lm, fieldCall({ q: 'x', kind: 'this' }))).message).toMatch(/kind: expected "other"[\s\S]*LM_MISS/);
  });

  test('is not asked once it is used up', async () => {
    const lm = engineOf();
    const asked: string[] = [];
    lm.whenCall(() => asked.push('once') > 0).replyOnce('a');
    lm.whenPrompt({ prompt: 'hi' }).reply('b');
    await lm.ask(promptCall('hi'));
    await lm.ask(promptCall('hi'));
    expect(asked).toEqual(['once']);
  });
});

test('a reply function that throws fails the test and is named', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(broken);
  await lm.ask(promptCall('hi')).catch(() => undefined);
  expect(lm.journal.problems()).toMatchObject([
    { code: 'RULE_REPLY_INVALID', message: expect.stringMatching(/a\.test\.ts:1[\s\S]*broken matcher/) },
  ]);
});

const itself: Record<string, unknown> = {};
itself.me = itself;

// Fails when the rule that gave it is not named, but "an error on the way".
test.each([
  ['leads to itself', itself, /circular/i],
  [
    'throws as it is read',
    {
      get a() {
        return broken();
      },
    },
    /broken matcher/,
  ],
  ['throws as it is written', { toJSON: broken }, /broken matcher/],
])('a reply that %s names its rule', async (_, reply, why) => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(reply);
  await lm.ask(promptCall('hi')).catch(() => undefined);
  expect(lm.journal.problems()).toMatchObject([{ code: 'RULE_REPLY_INVALID', message: expect.stringMatching(why) }]);
});

test('a whole number of any size that a reply is written with is said by its digits', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply({ id: 2n ** 64n });
  expect(await lm.text(promptCall('hi'))).toBe('{"id":18446744073709551616}');
});

test('a pattern looks at whole numbers of any size as at their digits', async () => {
  const lm = engineOf();
  lm.when({ id: /^1844\d+6$/ }).reply({ answer: 'big' });
  lm.when({ ids: /\[1,2\]|18446744073709551616/ }).reply({ answer: 'many' });
  const id = { $type: 'bigint', value: String(2n ** 64n) };
  expect(await lm.fields(fieldCall({ id }))).toEqual({ answer: 'big' });
  expect(await lm.fields(fieldCall({ ids: [id] }))).toEqual({ answer: 'many' });
});

test('what is no error of this package fails the test, too', async () => {
  const lm = engineOf();
  lm.scope.find = () => {
    throw Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  };
  await lm.ask(promptCall('hi')).catch(() => undefined);
  expect(lm.journal.problems()).toMatchObject([{ code: 'LM_CALL_FAILED', message: expect.stringContaining('EACCES') }]);
});
