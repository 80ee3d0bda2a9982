import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve as pathOf } from 'node:path';
import { AiSdkProvider } from '../../../../src/lm/real/ai-sdk/provider';
import { AnthropicProvider } from '../../../../src/lm/real/anthropic/provider';
import { GeminiProvider } from '../../../../src/lm/real/gemini/provider';
import { OpenAiProvider } from '../../../../src/lm/real/openai/provider';
import type { Provider, ProviderOptions, ProviderWire } from '../../../../src/lm/real/provider';
import type { LmApi } from '../../../../src/shared/boundaries/lm-call';
import { promptCall } from '../calls';

type Json = Record<string, unknown>;

/** A server whose connection ends as if all were well, wherever its stream is. */
let said = '';
const server: Server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  request.resume();
  response.writeHead(200, { 'content-type': 'text/event-stream' }).end(said);
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const data = (body: Json): string => `data: ${JSON.stringify(body)}\n\n`;
const event = (body: Json): string => `event: ${String(body.type)}\n${data(body)}`;
const chunk = (choices: object[], more: Json = {}): string =>
  data({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more });
const choice = (index: number, content: string, reason: string | null = null): object => ({
  index,
  delta: { content },
  finish_reason: reason,
});
const gemini = (text: string, more: Json = {}): string =>
  data({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }], modelVersion: 'm' });

const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [], usage: { input_tokens: 7, output_tokens: 1 } };
const MESSAGE =
  event({ type: 'message_start', message }) +
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
  event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Four' } });
const MESSAGE_END =
  event({ type: 'content_block_stop', index: 0 }) +
  event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 9 } }) +
  event({ type: 'message_stop' });

const item = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Four', annotations: [] }],
};
const response = { id: 'resp_1', object: 'response', model: 'm', status: 'in_progress', output: [] };
const RESPONSE =
  event({ type: 'response.created', response }) +
  event({ type: 'response.output_item.added', output_index: 0, item: { ...item, content: [] } }) +
  event({ type: 'response.output_item.done', output_index: 0, item });

const INTERACTION =
  data({ event_type: 'interaction.created', interaction: { id: 'i', model: 'm', status: 'in_progress' } }) +
  data({ event_type: 'step.start', index: 0, step: { type: 'model_output', content: [] } }) +
  data({ event_type: 'step.delta', index: 0, delta: { type: 'text', text: 'Four' } });

type Make = new (options: ProviderOptions) => Provider;
class GooglePackage extends AiSdkProvider {
  constructor(options: ProviderOptions) {
    super({ ...options, rootDir: pathOf(__dirname, '../../../..'), wanted: { package: '@ai-sdk/google' } });
  }
}

const STREAMS: readonly (readonly [name: string, Make, LmApi, ProviderWire | undefined, begun: string, end: string])[] = [
  ['chat completions', OpenAiProvider, 'openai', 'openai', chunk([choice(0, 'Four')]), chunk([choice(0, '', 'stop')])],
  [
    'the second of two completions',
    OpenAiProvider,
    'openai',
    'openai',
    chunk([choice(0, 'Four', 'stop'), choice(1, 'Fi')]),
    chunk([choice(1, 've', 'length')]),
  ],
  [
    'completions that are spoken of after their end',
    OpenAiProvider,
    'openai',
    'openai',
    chunk([choice(0, 'Four')]),
    chunk([choice(0, '', 'stop')]) + chunk([choice(0, '')]),
  ],
  [
    'completions without a word of why',
    OpenAiProvider,
    'openai',
    'openai',
    chunk([choice(0, 'Four')]),
    chunk([], { usage: { prompt_tokens: 1 } }),
  ],
  [
    'Responses',
    OpenAiProvider,
    'openai_responses',
    'openai_responses',
    RESPONSE,
    event({ type: 'response.completed', response: { ...response, status: 'completed', output: [item] } }),
  ],
  [
    'Responses that a limit ended',
    OpenAiProvider,
    'openai_responses',
    'openai_responses',
    RESPONSE,
    event({ type: 'response.incomplete', response: { ...response, status: 'incomplete', output: [item] } }),
  ],
  ['Messages', AnthropicProvider, 'anthropic', undefined, MESSAGE, MESSAGE_END],
  ['Gemini', GeminiProvider, 'gemini', undefined, gemini('Four'), gemini('', { finishReason: 'STOP' })],
  [
    'a prompt that Gemini blocks',
    GeminiProvider,
    'gemini',
    undefined,
    data({ usageMetadata: {} }),
    data({ promptFeedback: { blockReason: 'SAFETY' } }),
  ],
  [
    'Interactions',
    GeminiProvider,
    'gemini_interactions',
    undefined,
    INTERACTION,
    data({ event_type: 'interaction.completed', interaction: { id: 'i', model: 'm', status: 'completed' } }),
  ],
  ['a package of the AI SDK', GooglePackage, 'gemini', undefined, gemini('Four'), gemini('', { finishReason: 'STOP' })],
];

async function streamed([, Make, api, wire]: (typeof STREAMS)[number], text: string) {
  said = text;
  const { port } = server.address() as AddressInfo;
  const provider = new Make({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}`, fetch });
  return provider.send(promptCall('time?', { api, stream: true }), undefined, undefined, wire);
}

// Fails when the half of an answer, after which a proxy or a server closed its connection without a word, counts as a whole one: it would be
// recorded, and answer as if the model had ended there.
test.each(STREAMS)('%s: a stream that ends before its end is none', async (...stream) => {
  const begun = stream[4];
  await expect(streamed(stream, begun)).rejects.toThrow('its stream ended before the reply did');
  expect(await streamed(stream, begun + stream[5])).toMatchObject({ kind: 'message' });
});
