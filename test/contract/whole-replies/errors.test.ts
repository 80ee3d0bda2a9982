import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { isRecordable } from '../../../src/lm/cassettes/recorded-reply';
import { AnthropicProvider } from '../../../src/lm/real/anthropic/provider';
import { OpenAiProvider } from '../../../src/lm/real/openai/provider';
import type { Provider } from '../../../src/lm/real/provider';
import { promptCall } from '../../unit/lm/calls';
import { ScriptedProvider } from './provider';
import { throughProvider } from './through';

const server = new ScriptedProvider();
beforeAll(() => server.listen());
afterAll(() => server.close());

interface Client {
  open(): Provider;
  ask(options: { baseURL?: string; fetch?: typeof fetch }): Promise<unknown>;
}

const given = { apiKey: 'k', maxRetries: 0 };
const messages = [{ role: 'user' as const, content: 'hi' }];
const CLIENTS: Readonly<Record<string, Client>> = {
  openai: {
    open: () => new OpenAiProvider({ apiKey: 'k', baseUrl: `${server.origin}/v1`, fetch }),
    ask: async ({ baseURL, ...options }) => {
      const client = new OpenAI({ ...given, ...options, ...(baseURL && { baseURL: `${baseURL}/v1` }) });
      return client.chat.completions.create({ model: 'm', messages });
    },
  },
  anthropic: {
    open: () => new AnthropicProvider({ apiKey: 'k', baseUrl: server.origin, fetch }),
    ask: async (options) => new Anthropic({ ...given, ...options }).messages.create({ model: 'claude-m', max_tokens: 9, messages }),
  },
};

/** Errors of providers, and of what stands before them. */
const SAID: readonly (readonly [string, number, string, string])[] = [
  ['its own', 400, 'application/json', '{"type":"error","error":{"type":"invalid_request_error","message":"bad"},"request_id":"r"}'],
  ['a list', 400, 'application/json', '[{"error":{"code":400,"message":"bad"}}]'],
  ['a text of JSON', 422, 'application/json', '"nope"'],
  ['a page of a proxy', 502, 'text/html', '<html><body><h1>502 Bad Gateway</h1></body></html>'],
  ['plain text', 403, 'text/plain', 'Forbidden: this country is not served'],
  ['nothing', 500, 'application/json', ''],
  ['half of its JSON', 400, 'application/json', '{"error":{"mess'],
];

// The oracle is the provider's own client that asks the provider itself.
describe.each(Object.entries(CLIENTS))('a client of %s gets of an error what its provider said:', (_, { open, ask }) => {
  test.each(SAID)('%s', async (_name, status, type, text) => {
    server.script = { status, text, headers: { 'content-type': type, 'x-should-retry': 'false' } };
    const failure = async (options: Parameters<Client['ask']>[0]) => told(await ask(options).catch((error: unknown) => error));
    expect(await failure({ fetch: throughProvider(open(), 'live') })).toEqual(await failure({ baseURL: server.origin }));
  });

  // Fails when a page that asks for a login is an answer, and is recorded as one.
  test.each(['<html>log in</html>', 'null', '[]', ''])('with success, and no reply: %j', async (text) => {
    server.script = { text, headers: { 'content-type': text.startsWith('<') ? 'text/html' : 'application/json' } };
    await expect(open().send(promptCall('hi'))).rejects.toThrow();
    await expect(open().send(promptCall('hi', { stream: true }))).rejects.toThrow();
  });

  test.each([{ error: { message: 'upstream died', code: 502 } }, {}])(
    'with success, and nothing that is worth recording: %j',
    async (body) => {
      server.script = { body };
      expect(isRecordable(await open().send(promptCall('hi')))).toBe(false);
    },
  );

  test('in the middle of a stream', async () => {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    server.script = {
      text: `event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`,
      headers: { 'content-type': 'text/event-stream' },
    };
    const reply = await open().send(promptCall('hi', { stream: true }));
    expect(reply).toMatchObject({ kind: 'error', body: { text: expect.stringContaining(JSON.stringify(error)) } });
  });
});

function told(error: unknown): object {
  const { name, message, status, error: body, type, code, headers } = error as InstanceType<typeof OpenAI.APIError>;
  return { name, message, status, body, type, code, mayRetry: headers?.get('x-should-retry') };
}

// Fails when a message that broke off is taken for a whole one, or when a client gets another id than its provider gave.
test('a message of Anthropic has its id, and its end', async () => {
  const message = { id: 'msg_01', type: 'message', role: 'assistant', model: 'claude-m', content: [], stop_reason: null, usage: {} };
  const begun = `event: message_start\ndata: ${JSON.stringify({ type: 'message_start', message })}\n\n`;
  server.script = { text: begun, headers: { 'content-type': 'text/event-stream' } };
  const { open, ask } = CLIENTS.anthropic as Client;
  await expect(open().send(promptCall('hi', { stream: true }))).rejects.toThrow('ended before');
  server.script = { body: { ...message, content: [{ type: 'text', text: 'hi' }], stop_reason: 'end_turn' } };
  expect(await ask({ fetch: throughProvider(open(), 'recorded') })).toMatchObject({ id: 'msg_01' });
});
