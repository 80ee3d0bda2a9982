import { engineOf } from '../calls';
import { askOver } from './ask';

const ASK = { model: 'm', n: 3, messages: [{ role: 'user', content: 'Name one.' }] };

function texts({ choices }: { choices: { index: number; message: { content: string } }[] }) {
  return choices.map(({ index, message }) => [index, message.content]);
}

// Fails when code that asks for several choices gets one, or a queue of replies is used up by one call without its choices.
test('several choices come from the queue of replies', async () => {
  const lm = engineOf();
  const rule = lm.whenPrompt({ prompt: 'Name' });
  for (const name of ['Ada', 'Alan', 'Grace', 'Edsger']) rule.replyOnce(name);
  expect(texts(await askOver(lm, 'openai', ASK))).toEqual([
    [0, 'Ada'],
    [1, 'Alan'],
    [2, 'Grace'],
  ]);
  expect(texts(await askOver(lm, 'openai', { ...ASK, n: 1 }))).toEqual([[0, 'Edsger']]);
});

test('where the queue ends, the choices say the same', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Name' }).reply('Ada');
  expect(texts(await askOver(lm, 'openai', ASK)).map(([, text]) => text)).toEqual(['Ada', 'Ada', 'Ada']);
});

test('a function is asked for each choice', async () => {
  const lm = engineOf();
  let count = 0;
  lm.whenPrompt({ prompt: 'Name' }).reply(() => `${++count}`);
  expect(texts(await askOver(lm, 'openai', ASK)).map(([, text]) => text)).toEqual(['1', '2', '3']);
});

test('an error in the queue waits for a call of its own', async () => {
  const lm = engineOf();
  const rule = lm.whenPrompt({ prompt: 'Name' });
  rule.replyOnce('Ada');
  rule.replyWithError({ status: 503 });
  expect(texts(await askOver(lm, 'openai', ASK)).map(([, text]) => text)).toEqual(['Ada', 'Ada', 'Ada']);
});

test('a default has as many choices as are asked for', async () => {
  expect(texts(await askOver(engineOf(), 'openai', ASK))).toHaveLength(3);
});

test('a stream says of each piece which choice it belongs to', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Name' }).reply('Ada Lovelace');
  const events = await askOver(lm, 'openai', { ...ASK, stream: true });
  const said: Record<number, string> = {};
  for (const { choices } of events) for (const { index, delta } of choices) said[index] = (said[index] ?? '') + (delta.content ?? '');
  expect(said).toEqual({ 0: 'Ada Lovelace', 1: 'Ada Lovelace', 2: 'Ada Lovelace' });
});

test.each(['gemini', 'gemini (stream)'] as const)('candidates over %s', async (address) => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Name' }).reply('Ada');
  const body = { contents: [{ role: 'user', parts: [{ text: 'Name one.' }] }], generationConfig: { candidateCount: 2 } };
  const events = [await askOver(lm, address, body)].flat();
  expect(events.flatMap(({ candidates }) => candidates).map(({ index, content }) => [index, content.parts[0].text])).toEqual([
    [0, 'Ada'],
    [1, 'Ada'],
  ]);
});

test('log probabilities are there where they are asked for: what a rule says is certain', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Name' }).reply('Ada Lovelace');
  const { choices } = await askOver(lm, 'openai', { ...ASK, n: 1, logprobs: true });
  expect(choices[0].logprobs.content).toMatchObject([
    { token: 'Ada ', logprob: 0 },
    { token: 'Lovelace', logprob: 0 },
  ]);
});
