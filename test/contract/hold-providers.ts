import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { AiSdkProvider } from '../../src/lm/real/ai-sdk/provider';
import type { Provider } from '../../src/lm/real/provider';
import { refuseUnsupported } from '../../src/lm/real/unsupported';
import type { LmCall, LmMessageReply } from '../../src/shared/boundaries/lm-call';
import { promptCall } from '../unit/lm/calls';

/** A provider by its name, as it is opened at the address of a server. */
export type OpenedProvider = readonly [name: string, open: (url: string) => Provider];

export const GIVEN = { apiKey: 'k', fetch: ((...asked) => globalThis.fetch(...asked)) as typeof fetch };

/** A package of the AI SDK that is installed in a folder; `path`: where its API begins. */
export function packaged(folder: string, name: string, path: string, options?: Record<string, unknown>) {
  return (url: string) => new AiSdkProvider({ ...GIVEN, baseUrl: url + path, wanted: { package: name, options }, rootDir: folder });
}

const MODEL: Readonly<Record<string, string>> = { gemini: 'gemini-3.5-flash', google: 'gemini-3.5-flash', anthropic: 'claude-sonnet-5' };
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const WEATHER = {
  name: 'weather',
  description: 'Tells the weather.',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};
const SCHEMA = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };

/** Holds each to a server that others wrote, and that speaks all of their wires. */
export function holdProviders(providers: readonly OpenedProvider[]): void {
  describe.each(providers)('%s', (name, open) => {
    let server: LLMock;
    let provider: Provider;
    const model = MODEL[Object.keys(MODEL).find((api) => name.includes(api)) ?? ''] ?? 'gpt-5-mini';
    const call = (text: string, more: Partial<LmCall> = {}): LmCall =>
      promptCall(text, { model, ...more, sampling: { maxTokens: 500, ...more.sampling } });
    const said = async (asked: LmCall): Promise<LmMessageReply> => {
      refuseUnsupported(asked, provider.name);
      const reply = await provider.send(asked);
      if (reply.kind !== 'message') throw new Error(JSON.stringify(reply));
      return reply;
    };
    /** What the server read, in its own words. */
    const asked = () =>
      server.getLastRequest()?.body as { messages: Record<string, unknown>[]; tools?: Record<string, unknown>[] } & Record<string, unknown>;

    /** The body of the request as it was sent. */
    let sent = '';
    const realFetch = globalThis.fetch;

    beforeEach(async () => {
      globalThis.fetch = (input, init) => {
        sent = String(init?.body);
        return realFetch(input, init);
      };
      server = new LLMock({ port: 0 });
      await server.start();
      provider = open(server.url);
    });
    afterEach(async () => {
      globalThis.fetch = realFetch;
      await server.stop();
    });

    test('a text and what it used', async () => {
      const counts = {
        prompt_tokens: 7,
        completion_tokens: 3,
        input_tokens: 7,
        output_tokens: 3,
        promptTokenCount: 7,
        candidatesTokenCount: 3,
      };
      server.onMessage('greet', { content: 'Hello there.', usage: counts });
      const reply = await said(call('greet', { system: 'Be kind.' }));
      expect(reply).toMatchObject({
        text: 'Hello there.',
        toolCalls: [],
        finishReason: 'stop',
        usage: { inputTokens: 7, outputTokens: 3 },
      });
      expect(JSON.stringify(asked().messages)).toContain('Be kind.');
    });

    test('a stream, in its pieces', async () => {
      server.onMessage('greet', { content: 'Hello there, and how are you today?' }, { chunkSize: 8 });
      const reply = await said(call('greet', { stream: true }));
      expect(reply).toMatchObject({ text: 'Hello there, and how are you today?', finishReason: 'stop' });
      expect(reply.chunks?.length).toBeGreaterThan(1);
      expect(reply.chunks?.join('')).toBe(reply.text);
    });

    test.each([false, true])('several calls of tools, each with its arguments and an id of its own (stream: %s)', async (stream) => {
      const toolCalls = ['Rome', 'Oslo'].map((city) => ({ name: 'weather', arguments: { city } }));
      server.onMessage('weather', { toolCalls });
      const reply = await said(call('weather?', { tools: [WEATHER], stream }));
      expect(reply.toolCalls.map(({ name: called, arguments: args }) => [called, args])).toEqual([
        ['weather', { city: 'Rome' }],
        ['weather', { city: 'Oslo' }],
      ]);
      expect(reply.finishReason).toBe('tool_calls');
      const ids = reply.toolCalls.map(({ id }) => id).filter((id) => id !== undefined);
      expect(new Set(ids).size).toBe(ids.length);
      expect(JSON.stringify(asked().tools)).toMatch(/weather.*Tells the weather/);
    });

    test('results of tools meet their calls', async () => {
      server.onMessage(/./, { content: 'done' });
      const messages: LmCall['messages'] = [
        { role: 'user', parts: [{ type: 'text', text: 'go' }] },
        { role: 'assistant', parts: ['a', 'b'].map((id) => ({ type: 'tool_call', id, name: 'weather', arguments: { city: id } })) },
        { role: 'tool', parts: [{ type: 'tool_result', id: 'a', content: 'rain' }] },
        { role: 'tool', parts: [{ type: 'tool_result', id: 'b', content: { sky: 'clear' } }] },
      ];
      await said(call('', { tools: [WEATHER], messages }));
      const read = asked().messages;
      const made = read.flatMap(({ tool_calls: calls }) => (calls ?? []) as { id: string }[]).map(({ id }) => id);
      const answered = read.filter(({ role }) => role === 'tool').map(({ tool_call_id: id }) => id);
      expect(made).toHaveLength(2);
      expect(answered).toEqual(made);
      expect(JSON.stringify(read)).toMatch(/rain[\s\S]*clear/);
    });

    test('a picture arrives as one', async () => {
      server.onMessage(/./, { content: 'a dot' });
      const parts: LmCall['messages'][number]['parts'] = [
        { type: 'text', text: 'what is it?' },
        { type: 'media', mimeType: 'image/png', data: PIXEL },
      ];
      expect((await said(call('', { messages: [{ role: 'user', parts }] }))).text).toBe('a dot');
      expect(sent).toContain(PIXEL);
    });

    test('a schema is asked for', async () => {
      server.onMessage(/./, { content: '{"city":"Rome"}' });
      const reply = await said(call('where?', { schema: SCHEMA }));
      expect(JSON.parse(reply.text ?? '')).toEqual({ city: 'Rome' });
    });

    test.each([false, true])('thoughts are told (stream: %s)', async (stream) => {
      server.onMessage(/./, { content: 'Four.', reasoning: 'Two and two.' });
      expect(await said(call('2 + 2?', { stream }))).toMatchObject({ text: 'Four.', thinking: 'Two and two.' });
    });

    test.each([429, 503])('an error is an answer, asked once: %s', async (status) => {
      server.onMessage(/./, { error: { message: 'Too much.', type: 'rate_limit_error' }, status, retryAfter: 7 });
      expect(await provider.send(call('hi'))).toMatchObject({ kind: 'error', status, message: expect.stringContaining('Too much.') });
      expect(server.getRequests()).toHaveLength(1);
    });

    test.each([false, true])('a request that is given up closes its connection at once (stream: %s)', async (stream) => {
      const aborting = new AbortController();
      let closed: Promise<unknown> = Promise.resolve();
      const silent = createServer((request) => {
        closed = once(request.socket, 'close');
        aborting.abort();
      });
      await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
      const { port } = silent.address() as AddressInfo;
      const asking = open(`http://127.0.0.1:${port}`).send(call('hi', { stream }), aborting.signal);
      await expect(asking).rejects.toThrow(/abort/i);
      await closed;
      silent.close();
    });

    test('what it has no place for is refused by name', () => {
      const parts: LmCall['messages'][number]['parts'] = [{ type: 'media', mimeType: 'image/png', data: PIXEL, detail: 'high' }];
      const odd = call('', { api: 'openai', messages: [{ role: 'user', parts }], sampling: { verbosity: 'low' } });
      if (name === 'openai') expect(() => refuseUnsupported(odd, provider.name)).not.toThrow();
      else expect(() => refuseUnsupported(odd, provider.name)).toThrow(/verbosity.*detail high/);
    });
  });
}
