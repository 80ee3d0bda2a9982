import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf, promptCall } from '../calls';

const EMBED = promptCall('tea', { operation: 'embed' });
const COUNT = promptCall('tea', { operation: 'count_tokens' });
const MODERATE = promptCall('tea', { operation: 'moderate' });

function lmWith(...replies: unknown[]) {
  const lm = engineOf();
  const rule = lm.whenPrompt({ prompt: 'tea' });
  for (const reply of replies.slice(0, -1)) rule.replyOnce(reply);
  rule.reply(replies.at(-1));
  return lm;
}

// Fails when a rule that is meant for an answer in words catches what takes numbers, or one that is meant for numbers does not.
test.each([
  ['text', ['At four.']],
  ['fields', [{ answer: 'At four.' }]],
  ['a function that says text', [() => 'At four.']],
  ['an error, then text', [lmError({ status: 429 }), 'At four.']],
])('a rule with %s leaves embeddings and counts to answer by themselves', async (_, replies) => {
  const lm = lmWith(...replies);
  expect((await lm.ask(EMBED)).reply).toMatchObject({ kind: 'embeddings', vectors: [{ length: 256 }] });
  expect((await lm.ask(COUNT)).reply).toMatchObject({ kind: 'token_count' });
  expect(lm.journal.problems()).toEqual([]);
});

test.each([
  ['a vector', [{ embedding: [1, 0] }]],
  ['a function that gives one', [() => ({ embedding: [1, 0] })]],
])('a rule with %s answers embeddings', async (_, replies) => {
  expect((await lmWith(...replies).ask(EMBED)).reply).toMatchObject({ vectors: [[1, 0]] });
});

test('a provider that is down has no embeddings either', async () => {
  expect((await lmWith(lmError({ status: 503 })).ask(EMBED)).reply).toMatchObject({ kind: 'error', status: 503 });
});

test('a queued reply in words is kept for the call that it was written for', async () => {
  const lm = lmWith('first', 'second');
  await lm.ask(EMBED);
  expect(await lm.text(promptCall('tea'))).toBe('first');
});

// Fails when a function that says text is used up by a call that it is no answer to.
test.each(['embed', 'count_tokens', 'moderate'] as const)(
  'a queued function is kept for the call that it was written for: %s',
  async (operation) => {
    for (const say of [() => 'first', async () => 'first']) {
      const lm = engineOf();
      const rule = lm.whenPrompt({ prompt: 'tea' });
      rule.replyOnce(say);
      rule.times(1);
      const numbers = promptCall('tea', { operation });
      await Promise.all([lm.ask(numbers), lm.ask(numbers)]);
      expect(lm.journal.problems()).toEqual([]);
      expect(await lm.text(promptCall('tea'))).toBe('first');
    }
  },
);

test('an embedding that comes with the call that a function was written for takes nothing from it', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'tea' }).replyOnce(() => 'first');
  expect(await Promise.all([lm.ask(EMBED), lm.text(promptCall('tea'))])).toMatchObject([{ reply: { kind: 'embeddings' } }, 'first']);
});

test('an earlier rule with a vector answers what a later one with a function does not', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'tea' }).reply({ embedding: [1, 0] });
  lm.whenPrompt({ prompt: 'tea' }).reply(() => 'At four.');
  expect((await lm.ask(EMBED)).reply).toMatchObject({ vectors: [[1, 0]] });
});

test('functions that are queued give a vector each, to calls that come at once', async () => {
  const lm = engineOf();
  const rule = lm.whenPrompt({ prompt: 'tea' });
  for (const x of [1, 2]) rule.replyOnce(() => ({ embedding: [x] }));
  const replies = await Promise.all([lm.ask(EMBED), lm.ask(EMBED)]);
  expect(replies.map(({ reply }) => (reply as { vectors: unknown }).vectors)).toEqual([[[1]], [[2]]]);
});

// Fails when who writes a wrong number is not told how it is written.
test.each([
  ['a wrong vector', EMBED, { embedding: 'x' }, /a call of embeddings takes \{ embedding/],
  ['a wrong count', COUNT, { tokens: 'many' }, /a call of a token count takes \{ tokens: 12 \}/],
  ['a wrong finding', MODERATE, { flagged: 'yes' }, /a call of a moderation takes \{ flagged: true/],
  ['a wrong list of findings', MODERATE, { categories: ['violence'] }, /categories: \{ violence: true \}/],
  ['a whole reply for a vector', EMBED, () => lmReply({ text: 'x' }), /it is an lmReply[\s\S]*a call of embed takes numbers/],
  ['a whole reply for a finding', MODERATE, () => lmReply({ text: 'x' }), /it is an lmReply[\s\S]*a call of moderate takes a finding/],
])('%s is told', async (_, call, reply, told) => {
  await expect(lmWith(reply).ask(call)).rejects.toMatchObject({ code: 'RULE_REPLY_INVALID', message: expect.stringMatching(told) });
});

// Fails when an error of a reply function is swallowed because of what kind of call asked it.
test.each([EMBED, COUNT, MODERATE])('a function that throws for numbers is told: $operation', async (call) => {
  const lm = lmWith(() => {
    throw new Error('no tea today');
  });
  await expect(lm.ask(call)).rejects.toThrow(/its reply function threw[\s\S]*no tea today/);
});

// Fails when a text is found harmless although one of its categories is not.
test.each([
  [{ categories: { violence: true } }, { flagged: true, categories: { violence: true }, scores: {} }],
  [
    { categories: { violence: false }, scores: { hate: 0.1 } },
    { flagged: false, categories: { violence: false }, scores: { hate: 0.1 } },
  ],
  [{ flagged: true }, { flagged: true, categories: {}, scores: {} }],
  [
    { flagged: false, categories: { violence: true } },
    { flagged: false, categories: { violence: true }, scores: {} },
  ],
])('a finding %j of a rule is one of each text', async (finding, result) => {
  const two = [...MODERATE.messages, ...MODERATE.messages];
  expect((await lmWith(finding).ask({ ...MODERATE, messages: two })).reply).toMatchObject({
    kind: 'moderation',
    results: [result, result],
  });
});

// Fails when a vector does not fit into a store that was made for its model.
test.each([
  ['text-embedding-3-small', undefined, 1536],
  ['openai/text-embedding-3-large', undefined, 3072],
  ['text-embedding-3-large', 512, 512],
  ['models/gemini-embedding-001', undefined, 3072],
  ['text-multilingual-embedding-002', undefined, 768],
  ['cohere.embed-english-v3', undefined, 1024],
  ['voyage-3-lite', undefined, 512],
  ['voyage-3.5', undefined, 1024],
  ['nomic-embed-text:latest', undefined, 768],
  ['of-our-own', undefined, 256],
])('a vector of %s, asked for %p numbers, has %i', async (model, dimensions, size) => {
  const call = { ...EMBED, model, sampling: dimensions === undefined ? {} : { dimensions } };
  expect((await lmWith().ask(call)).reply).toMatchObject({ kind: 'embeddings', vectors: [{ length: size }] });
});
