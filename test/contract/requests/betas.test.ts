import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { canonicalRequest, requestKey } from '../../../src/lm/cassettes/canonical-request';
import { AnthropicProvider } from '../../../src/lm/real/anthropic/provider';
import { refuseUnsupported } from '../../../src/lm/real/unsupported';
import { Redactor } from '../../../src/lm/secrets/redact';
import { exchangeOf } from '../../../src/lm/wires/wires';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';

const asked = { model: 'claude-sonnet-5', max_tokens: 9, messages: [{ role: 'user' as const, content: 'hi' }] };
const asIs = (text: string): string => text;
const keyOf = (call: LmCall): string => requestKey(canonicalRequest(call, new Redactor({}), { texts: asIs, ids: asIs }));

/** The call that the provider's own client makes with these betas. */
async function callWith(...betas: string[]): Promise<LmCall> {
  let call: LmCall | undefined;
  const client = new Anthropic({
    apiKey: 'k',
    maxRetries: 0,
    fetch: async (input, init) => {
      const headers = Object.fromEntries(new Headers(init?.headers));
      call = exchangeOf(new URL(String(input)), 'POST', String(init?.body), headers)?.decode();
      return new Response('{}');
    },
  });
  await client.beta.messages.create({ ...asked, betas });
  return call as LmCall;
}

// Fails when a request that asks for another behaviour in a header is answered by the recording of one that does not.
test('a beta that changes what the model does is a part of the key, in any order', async () => {
  const plain = keyOf(await callWith());
  const thinking = keyOf(await callWith('interleaved-thinking-2025-05-14', 'context-1m-2025-08-07'));
  expect(thinking).not.toBe(plain);
  expect(keyOf(await callWith('context-1m-2025-08-07', 'interleaved-thinking-2025-05-14'))).toBe(thinking);
  expect(keyOf(await callWith('context-1m-2025-08-07'))).not.toBe(thinking);
});

test('a beta that says how a reply comes, or opens what the body says, is none', async () => {
  const plain = keyOf(await callWith());
  for (const beta of ['fine-grained-tool-streaming-2025-05-14', 'structured-outputs-2025-11-13', 'prompt-caching-2024-07-31'])
    expect(keyOf(await callWith(beta))).toBe(plain);
});

test('a provider of another API refuses it by name', async () => {
  const call = await callWith('interleaved-thinking-2025-05-14');
  expect(() => refuseUnsupported(call, 'openai')).toThrow(/betas.*wire anthropic.*wire openai/s);
  expect(() => refuseUnsupported(call, 'anthropic')).not.toThrow();
});

describe('Anthropic itself', () => {
  let server: Server;
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  beforeAll(async () => {
    server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      let body = '';
      request.on('data', (piece) => (body += piece));
      request.on('end', () => {
        seen.push({ headers: request.headers, body });
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ type: 'message', content: [], usage: {} }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  // Fails when the beta is lost on the way, or stands in the body, where Anthropic knows no such field.
  test('is asked for it in its header, with those that mean nothing here', async () => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new AnthropicProvider({ apiKey: 'k', baseUrl, fetch });
    await provider.send(await callWith('interleaved-thinking-2025-05-14', 'prompt-caching-2024-07-31'));
    expect(seen[0]?.headers['anthropic-beta']).toBe('interleaved-thinking-2025-05-14,prompt-caching-2024-07-31');
    expect(JSON.parse(seen[0]?.body ?? '')).not.toHaveProperty('betas');
  });
});
