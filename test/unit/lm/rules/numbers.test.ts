import { lmError } from '../../../../src/sandbox/lm/said';
import { engineOf, promptCall } from '../calls';

const EMBED = promptCall('tea', { operation: 'embed' });
const COUNT = promptCall('tea', { operation: 'count_tokens' });

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

test('a wrong vector is told', async () => {
  await expect(lmWith({ embedding: 'x' }).ask(EMBED)).rejects.toThrow(/takes \{ embedding/);
});
