import type { LanguageModelV3GenerateResult, LanguageModelV3StreamPart } from '@ai-sdk/provider';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import type { WireReply } from '../../../../src/lm/wires/wire';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const PROMPT = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }];

async function ask(lm: ReturnType<typeof engineOf>, isStreamed = false, version = 'v3', body: object = {}): Promise<WireReply> {
  const url = new URL(`https://ai-gateway.vercel.sh/${version}/ai/language-model`);
  const headers = { 'ai-language-model-id': 'openai/gpt-4o', 'ai-language-model-streaming': String(isStreamed) };
  const request = { url, method: 'POST', body: JSON.stringify({ prompt: PROMPT, ...body }), headers };
  return (await answerOverWire(request, async (call) => (await lm.ask(call)).reply)) as WireReply;
}

const json = <T>({ chunks }: WireReply): T => JSON.parse(chunks.join('')) as T;
const USAGE = { inputTokens: 10, outputTokens: 5, cachedTokens: 4, thinkingTokens: 2 };

// The shapes are the types of the SDK's contract; each version has its own of usage and of why a reply ends.
test('a reply has the shape of its version of the contract', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ text: 'hello', thinking: 'hm', usage: USAGE }));
  const third = json<LanguageModelV3GenerateResult>(await ask(lm));
  expect(third).toEqual({
    content: [
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: 'hello' },
    ],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 10, noCache: 6, cacheRead: 4, cacheWrite: 0 },
      outputTokens: { total: 5, text: 3, reasoning: 2 },
    },
    warnings: [],
  } satisfies LanguageModelV3GenerateResult);
  expect(json(await ask(lm, false, 'v1'))).toMatchObject({
    finishReason: 'stop',
    usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15, reasoningTokens: 2, cachedInputTokens: 4 },
  });
});

test('a stream brings every block from its start to its end, and counts pieces of text as writes', async () => {
  const lm = engineOf();
  const toolCalls = [{ name: 'find', arguments: { id: 1 } }];
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ text: 'hello you', thinking: 'hm', toolCalls }));
  const { chunks, headers } = await ask(lm, true, 'v3', { tools: [{ type: 'function', name: 'find', inputSchema: {} }] });
  expect(headers['content-type']).toMatch(/^text\/event-stream/);
  const parts = (chunks.join('').match(/\{.*\}/g) ?? []).map((part) => JSON.parse(part) as LanguageModelV3StreamPart);
  expect(parts.map(({ type }) => type)).toEqual([
    ...['stream-start', 'response-metadata', 'reasoning-start', 'reasoning-delta', 'reasoning-end'],
    ...['text-start', 'text-delta', 'text-delta', 'text-end'],
    ...['tool-input-start', 'tool-input-delta', 'tool-input-end', 'tool-call', 'finish'],
  ]);
  expect(chunks).toHaveLength(4);
});

test('texts are embedded as the SDK reads embeddings', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: /./ }).reply({
    embeddings: [
      [1, 0],
      [0, 1],
    ],
  });
  const url = new URL('https://ai-gateway.vercel.sh/v3/ai/embedding-model');
  const request = { url, method: 'POST', body: JSON.stringify({ values: ['a', 'b'] }), headers: { 'ai-model-id': 'openai/e' } };
  const reply = (await answerOverWire(request, async (call) => (await lm.ask(call)).reply)) as WireReply;
  expect(json(reply)).toEqual({
    embeddings: [
      [1, 0],
      [0, 1],
    ],
    usage: { tokens: expect.any(Number) },
    warnings: [],
  });
});

test('errors have the types by which the SDK knows them, before a stream and in it', async () => {
  const lm = engineOf();
  const types: unknown[] = [];
  for (const status of [401, 403, 404, 429, 400, 500]) {
    lm.whenPrompt({ prompt: 'hi' }).replyOnce(lmError({ status, message: 'no' }));
    const reply = await ask(lm, true);
    types.push([reply.status, json<{ error: { type: string } }>(reply).error.type]);
  }
  expect(types).toEqual([
    [401, 'authentication_error'],
    [403, 'forbidden'],
    [404, 'model_not_found'],
    [429, 'rate_limit_exceeded'],
    [400, 'invalid_request_error'],
    [500, 'internal_server_error'],
  ]);
});

test('what a prompt holds is read as over other wires', async () => {
  const lm = engineOf();
  const seen: unknown[] = [];
  lm.whenCall((call) => seen.push(call) > 0).reply('ok');
  const prompt = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'file', mediaType: 'image/png', data: 'data:image/png;base64,aGk=' }] },
    { role: 'user', content: [{ type: 'file', mediaType: 'image/*', data: 'https://a.example/b.png' }] },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'find', input: { id: 1 } }] },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'find', output: { type: 'error-text', value: 'gone' } }],
    },
  ];
  await ask(lm, false, 'v3', { prompt, toolChoice: { type: 'tool', toolName: 'find' }, stopSequences: ['.'] });
  expect(seen[0]).toMatchObject({
    system: 'Be brief.',
    messages: [
      { role: 'user', parts: [{ type: 'media', mimeType: 'image/png', data: 'aGk=' }] },
      { role: 'user', parts: [{ type: 'media', url: 'https://a.example/b.png' }] },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'find', arguments: { id: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c', content: { error: 'gone' } }] },
    ],
    sampling: { toolChoice: { mode: 'required', allowed: ['find'] }, stop: ['.'] },
  });
});
