/** @jest-environment ./test/contract/http-door/door-environment.ts */
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { dspex, lmError } from '../../../src/sandbox';

const messages = [{ role: 'user' as const, content: 'hi' }];
const openai = new OpenAI({ maxRetries: 0 });
const anthropic = new Anthropic({ maxRetries: 0 });

interface Asked {
  readonly request_id: string | null | undefined;
}
const WAYS: readonly [string, () => Promise<Asked>][] = [
  ['OpenAI chat', () => openai.chat.completions.create({ model: 'gpt-4o', messages }).withResponse()],
  ['an OpenAI stream', () => openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true }).withResponse()],
  ['OpenAI Responses', () => openai.responses.create({ model: 'gpt-4o', input: 'hi' }).withResponse()],
  ['OpenAI embeddings', () => openai.embeddings.create({ model: 'text-embedding-3-small', input: 'hi' }).withResponse()],
  ['Anthropic', () => anthropic.messages.create({ model: 'claude-opus-5', max_tokens: 9, messages }).withResponse()],
];

// Logs and traces name a request by its id, and SDKs read it out of a header.
test.each(WAYS)('%s tells an id for each request', async (_, ask) => {
  dspex.lm.whenPrompt('hi').reply('hello');
  const ids = [(await ask()).request_id, (await ask()).request_id];
  expect(ids).toEqual([expect.stringMatching(/^req_\w{20,}$/), expect.stringMatching(/^req_\w{20,}$/)]);
  expect(ids[0]).not.toBe(ids[1]);
});

test('so does an error', async () => {
  dspex.lm.whenPrompt('hi').reply(lmError({ status: 429 }));
  const error = await openai.chat.completions.create({ model: 'gpt-4o', messages }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ status: 429, requestID: expect.stringMatching(/^req_/) });
});
