/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dspex } from '../../../src/sandbox';

const ANSWERED = 'https://api.openai.com/v1/chat/completions';
const JSON_HEADERS = { 'content-type': 'application/json' };
const askedOf = (prompt: string): string => JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });

/** A server of the test's own, which Node's fetch really asks: what ours gives is held to what that gives. */
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    request.resume().on('end', () => {
      if (request.url === '/reset') return void (request.socket as { resetAndDestroy?(): void }).resetAndDestroy?.();
      response.writeHead(200, JSON_HEADERS).end('{"choices":[]}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
});
afterAll(() => void server.close().closeAllConnections());

beforeEach(() => dspex.lm.whenPrompt(/./).reply('ok'));

async function failureOf(asking: Promise<unknown>): Promise<unknown> {
  const error: unknown = await asking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failed = (error ?? {}) as Error;
  const code = (failed.cause as { code?: string } | undefined)?.code;
  return { name: failed.name, message: failed.message, class: failed.constructor, code };
}

const shapeOf = async (response: Response, at: string): Promise<unknown> => ({
  status: response.status,
  statusText: response.statusText,
  ok: response.ok,
  redirected: response.redirected,
  type: response.type,
  isFromThere: response.url === at,
  isResponse: response instanceof Response && response.constructor === Response,
  keys: Object.keys(response),
  body: [response.body instanceof ReadableStream, response.bodyUsed, Array.isArray((await response.json()).choices), response.bodyUsed],
});

const METHOD = { method: 'POST', headers: JSON_HEADERS };

// Fails when an answer can be told from one that came over a network, by what code reads off it.
test('gives what fetch gives: where it came from, its kind, its class, of a copy too', async () => {
  const asked = { ...METHOD, body: askedOf('a') };
  const [ours, nodes] = [await fetch(`${ANSWERED}#part`, asked), await fetch(`${url}#part`, asked)];
  expect(await shapeOf(ours.clone(), ANSWERED)).toEqual(await shapeOf(nodes.clone(), url));
  expect(await shapeOf(ours.clone().clone(), ANSWERED)).toEqual(await shapeOf(nodes.clone().clone(), url));
  expect(await shapeOf(ours, ANSWERED)).toEqual(await shapeOf(nodes, url));
});

test('reads what is sent of every kind of body, as it arrives at a server', async () => {
  const bytes = new TextEncoder().encode(askedOf('bytes'));
  const stream = new Blob([askedOf('stream')]).stream();
  const request = new Request(ANSWERED, { ...METHOD, body: askedOf('request') });
  await fetch(ANSWERED, { ...METHOD, body: bytes });
  await fetch(new URL(ANSWERED), { ...METHOD, body: new Blob([askedOf('blob')]) });
  await fetch(ANSWERED, { ...METHOD, body: stream, duplex: 'half' } as RequestInit);
  await fetch(request);
  await fetch(new Request(ANSWERED, { ...METHOD, body: 'not this' }), { body: askedOf('instead') });
  await fetch(ANSWERED, { ...METHOD, body: askedOf('lone').replace('lone', 'lone \ud800') });
  await fetch(ANSWERED, Object.create({ ...METHOD, body: askedOf('inherited') }) as RequestInit);
  await fetch(ANSWERED, { method: 'post', body: askedOf('without a type') });
  const prompts = ['bytes', 'blob', 'stream', 'request', 'instead', 'lone \ufffd', 'inherited', 'without a type'];
  expect(dspex.lm.calls.map(({ prompt }) => prompt)).toEqual(prompts.map((prompt) => expect.stringContaining(prompt)));
  expect(request.bodyUsed).toBe(true);
});

const REFUSED: Readonly<Record<string, () => Parameters<typeof fetch>[1]>> = {
  'a body of a GET': () => ({ method: 'GET', body: 'x' }),
  'a body without a method': () => ({ body: 'x' }),
  'a stream that does not say how it is sent': () => ({ ...METHOD, body: new Blob(['x']).stream() }),
  'a method that is none': () => ({ method: 'no method', body: 'x' }),
  'a header that is none': () => ({ ...METHOD, headers: { 'no header': 'x' }, body: 'x' }),
  'what was given up before': () => ({ ...METHOD, body: 'x', signal: AbortSignal.abort() }),
  'what was given up for a reason': () => ({ ...METHOD, body: 'x', signal: AbortSignal.abort(new RangeError('enough')) }),
};

test.each(Object.entries(REFUSED))('refuses %s in the words of fetch', async (_, init) => {
  const [ours, nodes] = [await failureOf(fetch(ANSWERED, init())), await failureOf(fetch(url, init()))];
  expect(ours).toEqual(nodes);
  expect(nodes).toMatchObject({ name: expect.any(String) as string });
  expect(dspex.lm.calls).toHaveLength(0);
});

// Fails when code that reads the cause of a failed fetch, to try again, does not find it.
test('a connection that breaks fails as it does over a network', async () => {
  dspex.lm.whenPrompt('break').replyWithFault('reset');
  const asked = { ...METHOD, body: askedOf('break') };
  const ours = await failureOf(fetch(ANSWERED, asked));
  expect(ours).toEqual(await failureOf(fetch(new URL('/reset', url), asked)));
  expect(ours).toMatchObject({ message: 'fetch failed', code: 'ECONNRESET' });
});

test('a compressed body is read by what its header says, a text that is none is refused', async () => {
  const zipped = new Blob([askedOf('zipped')]).stream().pipeThrough(new CompressionStream('gzip'));
  const headers = { ...JSON_HEADERS, 'content-encoding': 'gzip' };
  expect((await fetch(ANSWERED, { ...METHOD, headers, body: zipped, duplex: 'half' } as RequestInit)).status).toBe(200);
  expect((await fetch(ANSWERED, { ...METHOD, headers, body: askedOf('plain') })).status).toBe(400);
});
