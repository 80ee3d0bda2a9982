import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { canonicalRequest, requestKey } from '../../../../src/lm/cassettes/canonical-request';
import { AnthropicProvider } from '../../../../src/lm/real/anthropic/provider';
import { OpenAiProvider } from '../../../../src/lm/real/openai/provider';
import { refuseUnsupported } from '../../../../src/lm/real/unsupported';
import { Redactor } from '../../../../src/lm/secrets/redact';
import { exchangeOf } from '../../../../src/lm/wires/wires';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';

/** What a provider is sent, as it comes over the socket, and what it answers. */
let sent = '';
let answer = '';
const server: Server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  sent = await text(request);
  const type = answer.startsWith('{') ? 'application/json' : 'text/event-stream';
  response.writeHead(200, { 'content-type': type }).end(answer);
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const PATHS = { openai: '/v1/chat/completions', responses: '/v1/responses', anthropic: '/v1/messages' };
const ASKED: Readonly<Record<keyof typeof PATHS, (id: string) => string>> = {
  openai: (id) =>
    `{"model":"m","seed":${id},"messages":[{"role":"user","content":"go"},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{\\"id\\":${id}}"}}]},{"role":"tool","tool_call_id":"c","content":"x"}]}`,
  responses: (id) =>
    `{"model":"m","input":[{"role":"user","content":"go"},{"type":"function_call","call_id":"c","name":"look","arguments":"{\\"id\\":${id}}"},{"type":"function_call_output","call_id":"c","output":"x"}]}`,
  anthropic: (id) =>
    `{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"look","input":{"id":${id}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"x"}]}]}`,
};

const exchange = (wire: keyof typeof PATHS, body: string) =>
  exchangeOf(new URL(`http://api.example${PATHS[wire]}`), 'POST', body) ?? fail(wire);
const decoded = (wire: keyof typeof PATHS, id: string): LmCall => exchange(wire, ASKED[wire](id)).decode();
const same = (said: string): string => said;
const keyOf = (call: LmCall): string => requestKey(canonicalRequest(call, new Redactor({}), { texts: same, ids: same }));

function fail(wire: string): never {
  throw new Error(`no wire reads ${wire}`);
}

function provider(wire: keyof typeof PATHS) {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new (wire === 'anthropic' ? AnthropicProvider : OpenAiProvider)({ apiKey: 'k', baseUrl, fetch });
}

// Fails when two ids that JavaScript reads as the same number are one request, so that the one is answered by what was said of the other.
test.each(Object.keys(PATHS) as (keyof typeof PATHS)[])('%s: ids that JavaScript has no numbers for are two requests', (wire) => {
  expect(keyOf(decoded(wire, '9007199254740993'))).not.toBe(keyOf(decoded(wire, '9007199254740992')));
  expect(keyOf(decoded(wire, '9007199254740993'))).toBe(keyOf(decoded(wire, '9007199254740993')));
});

const ANSWERS = {
  openai: '{"choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}',
  responses: '{"id":"r","object":"response","status":"completed","output":[]}',
  anthropic: '{"id":"m","type":"message","role":"assistant","content":[],"stop_reason":"end_turn","usage":{}}',
};

// Fails when a provider is sent another id than the program sent.
test.each(Object.keys(PATHS) as (keyof typeof PATHS)[])('%s: a provider is sent the id with its digits', async (wire) => {
  answer = ANSWERS[wire];
  const asked = wire === 'responses' ? 'openai_responses' : undefined;
  await provider(wire).send({ ...decoded(wire, '9007199254740993') }, undefined, undefined, asked);
  expect(sent.match(/\d{16,}/g)).toEqual(wire === 'openai' ? ['9007199254740993', '9007199254740993'] : ['9007199254740993']);
  expect(sent).not.toContain('bigint');
});

test('a provider whose client writes no such integers is not asked', () => {
  expect(() => refuseUnsupported(decoded('openai', '9007199254740993'), 'gemini')).toThrow(/the integer 9007199254740993/);
});

// Fails when what a model says whole goes through JavaScript's numbers on its way to a program that has others, as Python's.
test('the arguments that a model says whole keep their digits', async () => {
  answer =
    '{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"c","name":"look","input":{"id":9007199254740993}}],"stop_reason":"tool_use","usage":{}}';
  const call = decoded('anthropic', '1');
  const reply = await provider('anthropic').send(call);
  expect(reply).toMatchObject({ toolCalls: [{ arguments: { id: { $type: 'bigint', value: '9007199254740993' } } }] });
  const written = exchange('anthropic', ASKED.anthropic('1')).encode(JSON.parse(JSON.stringify(reply)), call);
  expect(written.chunks.join('')).toContain('"input":{"id":9007199254740993}');
});

const event = (body: object): string => `event: ${(body as { type: string }).type}\ndata: ${JSON.stringify(body)}\n\n`;
const said = {
  openai: [
    {
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [
        { index: 0, delta: { tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'look', arguments: '{"id":' } }] } },
      ],
    },
    {
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [
        { index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: '9007199254740993}' } }] }, finish_reason: 'tool_calls' },
      ],
    },
  ].map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
  anthropic: [
    { type: 'message_start', message: { id: 'm', type: 'message', role: 'assistant', model: 'm', content: [], usage: {} } },
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 'c', name: 'look', input: {} } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"id":90071992' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '54740993}' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: {} },
    { type: 'message_stop' },
  ].map(event),
};

// Fails when a client, of the same wire or another, is told other digits than the model said.
test.each([
  ['openai', 'openai'],
  ['anthropic', 'anthropic'],
  ['openai', 'anthropic'],
  ['anthropic', 'openai'],
] as const)('what %s says in a stream has its digits on the wire %s, whole and streamed', async (from, to) => {
  answer = said[from].join('');
  const call = decoded(from, '1');
  const reply = await provider(from).send({ ...call, stream: true });
  const kept = JSON.parse(JSON.stringify(reply));
  for (const stream of [true, false]) {
    const body = ASKED[to]('1').replace('{', `{"stream":${stream},`);
    const asked = exchange(to, body);
    const written = asked.encode(kept, asked.decode()).chunks.join('');
    const pieces = [...written.matchAll(/"(?:partial_json|arguments)":"((?:[^"\\]|\\.)*)"/g)].map(([, piece]) => piece).join('');
    expect(stream || to === 'openai' ? pieces : written).toContain('9007199254740993');
    expect(written).not.toContain('bigint');
  }
});
