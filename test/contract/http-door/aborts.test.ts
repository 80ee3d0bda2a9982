/** @jest-environment ./test/contract/http-door/door-environment.ts */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { dspex } from '../../../src/sandbox';

const URL_OF_CHAT = 'https://api.openai.com/v1/chat/completions';
const MESSAGES = [{ role: 'user' as const, content: 'tell' }];

beforeEach(() => {
  dspex.lm.whenPrompt('tell').stream(['a', 'b', 'c'], { everyMs: 30 });
});

function begin(signal: AbortSignal): Promise<Response> {
  return fetch(URL_OF_CHAT, { method: 'POST', body: JSON.stringify({ model: 'm', stream: true, messages: MESSAGES }), signal });
}

// Fails when a client that gives up after the headers gets the rest all the same, or another error than its own.
test('a reader ends with the reason of its own signal', async () => {
  const client = new AbortController();
  const reader = (await begin(client.signal)).body?.getReader();
  await reader?.read();
  client.abort();
  await expect(reader?.read()).rejects.toBe(client.signal.reason);
  expect(client.signal.reason).toMatchObject({ name: 'AbortError' });
});

test('a read that waits for the next piece ends at once', async () => {
  const client = new AbortController();
  const text = (await begin(client.signal)).text();
  client.abort(new Error('not needed any more'));
  await expect(text).rejects.toThrow('not needed any more');
});

test('a time limit ends the stream as a time limit', async () => {
  const response = await begin(AbortSignal.timeout(45));
  await expect(response.text()).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('openai hears no more after its own abort', async () => {
  const stream = await new OpenAI({ apiKey: 'k' }).chat.completions.create({ model: 'm', messages: MESSAGES, stream: true });
  let said = '';
  for await (const chunk of stream) {
    said += chunk.choices[0]?.delta.content ?? '';
    stream.controller.abort();
  }
  expect(said).toBe('a');
});

test('Anthropic ends with its error of a user who aborts', async () => {
  const stream = new Anthropic({ apiKey: 'k' }).messages.stream({ model: 'm', max_tokens: 9, messages: MESSAGES });
  let said = '';
  stream.on('text', (text) => {
    said += text;
    stream.abort();
  });
  await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  expect(said).toBe('a');
});
