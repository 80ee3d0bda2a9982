import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenerativeAI } from '@google/generative-ai';
import OpenAI from 'openai';
import { AnthropicProvider } from '../../../src/lm/real/anthropic/provider';
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import { OpenAiProvider } from '../../../src/lm/real/openai/provider';
import type { Provider } from '../../../src/lm/real/provider';
import type { LmCall, LmReply } from '../../../src/shared/boundaries/lm-call';
import { type Run, throughProvider } from './through';

type Json = Record<string, unknown>;
const realFetch = globalThis.fetch;

/** A provider that goes on when somebody has heard its first thought, and not before. */
let goOn: () => void = () => undefined;
const server: Server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  const [before, after] = SAID.find(([path]) => request.url?.includes(path))?.[1] ?? COMPLETIONS;
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(before);
  goOn = () => response.end(after);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const event = (body: Json): string => `event: ${String(body.type)}\ndata: ${JSON.stringify(body)}\n\n`;
const block = (index: number, kind: string, texts: readonly string[], key: string, more: Json = {}): string =>
  event({ type: 'content_block_start', index, content_block: { type: kind, [key]: '', ...more } }) +
  texts.map((text) => event({ type: 'content_block_delta', index, delta: { type: `${kind}_delta`, [key]: text } })).join('');
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 7, output_tokens: 1 } };
const MESSAGES = [
  event({ type: 'message_start', message }) + block(0, 'thinking', ['Two a'], 'thinking', { signature: '' }),
  event({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'nd two.' } }) +
    event({ type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } }) +
    event({ type: 'content_block_stop', index: 0 }) +
    block(1, 'text', ['Fo', 'ur.'], 'text') +
    event({ type: 'content_block_stop', index: 1 }) +
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } }) +
    event({ type: 'message_stop' }),
] as const;

const chunk = (delta: Json, more: Json = {}): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, logprobs: null, finish_reason: null, ...more }] })}\n\n`;
const token = { token: 'Four.', logprob: -1, bytes: null, top_logprobs: [] };
const COMPLETIONS = [
  chunk({ role: 'assistant', reasoning_content: 'Two a' }),
  chunk({ reasoning_content: 'nd two.' }) +
    chunk({ content: 'Four.' }, { logprobs: { content: [token], refusal: null } }) +
    chunk({}, { finish_reason: 'stop' }) +
    'data: [DONE]\n\n',
] as const;

const gemini = (part: Json, more: Json = {}): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [part], role: 'model' }, index: 0, ...more }], modelVersion: 'm', responseId: 'r' })}\r\n\r\n`;
const RESPONSES_OF_GEMINI = [
  gemini({ text: 'Two a', thought: true }),
  gemini({ text: 'nd two.', thought: true }) + gemini({ text: 'Fo' }) + gemini({ text: 'ur.' }, { finishReason: 'STOP' }),
] as const;

const inSummary = { item_id: 'rs_1', output_index: 0, summary_index: 0 };
const inText = { item_id: 'msg_1', output_index: 1, content_index: 0 };
const thought = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Two and two.' }] };
const answered = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Four.', annotations: [] }],
};
const response = (more: Json): Json => ({ id: 'resp_1', object: 'response', model: 'm', status: 'in_progress', output: [], ...more });
const RESPONSES = [
  event({ type: 'response.created', response: response({}) }) +
    event({ type: 'response.output_item.added', output_index: 0, item: { ...thought, summary: [] } }) +
    event({ type: 'response.reasoning_summary_text.delta', ...inSummary, delta: 'Two a' }),
  event({ type: 'response.reasoning_summary_text.delta', ...inSummary, delta: 'nd two.' }) +
    event({ type: 'response.output_item.done', output_index: 0, item: thought }) +
    event({ type: 'response.output_item.added', output_index: 1, item: { ...answered, content: [] } }) +
    event({ type: 'response.output_text.delta', ...inText, delta: 'Fo' }) +
    event({ type: 'response.output_text.delta', ...inText, delta: 'ur.' }) +
    event({ type: 'response.output_item.done', output_index: 1, item: answered }) +
    event({ type: 'response.completed', response: response({ status: 'completed', output: [thought, answered] }) }),
] as const;
const SAID = [
  ['/v1/messages', MESSAGES],
  ['models/', RESPONSES_OF_GEMINI],
  ['/v1/responses', RESPONSES],
] as const;

const messages = [{ role: 'user' as const, content: '2 + 2?' }];
const given = { apiKey: 'k', maxRetries: 0 };
const CLIENTS: Readonly<Record<string, (asking: { fetch: typeof fetch }) => Promise<AsyncIterable<object>>>> = {
  'chat completions': (asking) => new OpenAI({ ...given, ...asking }).chat.completions.create({ model: 'm', messages, stream: true }),
  responses: (asking) => new OpenAI({ ...given, ...asking }).responses.create({ model: 'm', input: '2 + 2?', stream: true }),
  gemini: async ({ fetch: asking }) => {
    // The client has no fetch of its own; the provider's is the platform's again.
    globalThis.fetch = (...asked) => {
      globalThis.fetch = realFetch;
      return asking(...asked);
    };
    const model = new GoogleGenerativeAI('k').getGenerativeModel({ model: 'm' });
    return (await model.generateContentStream('2 + 2?')).stream;
  },
  anthropic: (asking) => new Anthropic({ ...given, ...asking }).messages.create({ model: 'm', max_tokens: 9, messages, stream: true }),
};
const PROVIDERS: Readonly<Record<string, (baseUrl: string) => Provider>> = {
  openai: (origin) => new OpenAiProvider({ apiKey: 'k', baseUrl: `${origin}/v1`, fetch }),
  'openai, on the wire of the call': (origin) => {
    const provider = new OpenAiProvider({ apiKey: 'k', baseUrl: `${origin}/v1`, fetch });
    const wireOf = ({ api }: LmCall) => (api === 'openai_responses' ? api : undefined);
    return { send: (call, signal, hear) => provider.send(call, signal, hear, wireOf(call)) } as Provider;
  },
  gemini: (baseUrl) => new GeminiProvider({ apiKey: 'k', baseUrl, fetch }),
  anthropic: (baseUrl) => new AnthropicProvider({ apiKey: 'k', baseUrl, fetch }),
};

/** What a client hears of a provider that waits for its first thought to be heard, and then of the recording of that. */
async function heard(provider: Provider, ask: (typeof CLIENTS)[string]): Promise<Record<Run, object[]>> {
  const said: LmReply[] = [];
  const keeps = { send: async (...asked) => said[said.push(await provider.send(...asked)) - 1] } as Provider;
  const plays = { send: async () => said[0] } as unknown as Provider;
  const read = async (by: Provider, run: Run): Promise<object[]> => {
    const all: object[] = [];
    for await (const piece of await ask({ fetch: throughProvider(by, run) })) {
      all.push(JSON.parse(JSON.stringify(piece)));
      if (JSON.stringify(piece).includes('Two a')) goOn();
    }
    return all;
  };
  return { live: await read(keeps, 'live'), recorded: await read(plays, 'recorded') };
}

// Fails when nobody hears what a model thinks before it has thought, or when a replay cuts thoughts otherwise than they came.
describe.each(Object.entries(CLIENTS))('a client of %s hears each thought before the next is thought, and on replay', (_, ask) => {
  test.each(Object.entries(PROVIDERS))('of %s', async (_name, open) => {
    const { port } = server.address() as AddressInfo;
    const { live, recorded } = await heard(open(`http://127.0.0.1:${port}`), ask);
    expect(JSON.stringify(live)).toMatch(/Two a.*nd two\..*Fo/);
    expect(recorded).toEqual(live);
  });
});
