import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { estimatedReply } from '../../../../src/lm/rules/estimated-reply';
import { Gateway } from '../../../../src/worker/doors/gateway';
import { gatewayVariables } from '../../../../src/worker/doors/gateway-variables';

interface Said {
  readonly status: number | undefined;
  readonly body: string;
}

const BODY = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
let gateway: Gateway;
let url: string;
let answered: number;

beforeEach(async () => {
  answered = 0;
  gateway = new Gateway(2000);
  url = await gateway.urlFor({
    answer: async (call) => {
      answered += 1;
      return estimatedReply(call, { text: 'hello' });
    },
    onUnanswerable: () => undefined,
  });
});
afterEach(() => gateway.close());

function post(
  target: string,
  { body = BODY, headers = {} }: { body?: string | Buffer | string[]; headers?: Record<string, string> } = {},
): Promise<Said> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(target, { method: 'POST', headers, agent: false }, async (response: IncomingMessage) =>
      resolve({ status: response.statusCode, body: await text(response).catch(() => '') }),
    );
    request.on('error', reject);
    // In pieces and without a length: nothing says beforehand how long it is.
    for (const piece of Array.isArray(body) ? body : []) request.write(piece);
    request.end(Array.isArray(body) ? undefined : body);
  });
}

test('answers whoever has its address', async () => {
  expect(await post(`${url}/v1/chat/completions`)).toMatchObject({ status: 200, body: expect.stringContaining('hello') });
  expect(answered).toBe(1);
});

test('reads a body that its client compressed', async () => {
  const said = await post(`${url}/v1/chat/completions`, { body: gzipSync(BODY), headers: { 'content-encoding': 'gzip' } });
  expect(said).toMatchObject({ status: 200, body: expect.stringContaining('hello') });
});

// Fails when who speaks no HTTP waits, or is cut off without a word.
test.each(['garbage\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n', '\0\0\0\0', '{"jsonrpc":"2.0"}\n'])('%j is answered 400', async (said) => {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
  socket.write(said);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(await post(`${url}/v1/chat/completions`)).toMatchObject({ status: 200 });
});

// Fails when an address can be guessed, or two users share one.
test('an address is a secret of 128 bits, another for each user', async () => {
  const other = await gateway.urlFor({ answer: () => Promise.reject(new Error('not asked')), onUnanswerable: () => undefined });
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{32}$/);
  expect(other).not.toBe(url);
  const guessed = url.replace(/[0-9a-f]{32}$/, '0'.repeat(32));
  expect(await post(`${guessed}/v1/chat/completions`)).toMatchObject({ status: 404, body: expect.stringContaining('no test is behind') });
  expect(await post(`${new URL(url).origin}/v1/chat/completions`)).toMatchObject({ status: 404 });
  expect(answered).toBe(0);
});

// Fails when a web page that made its own name lead to 127.0.0.1 (DNS rebinding) is answered.
test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost'])('the Host "%s" is refused', async (host) => {
  expect(await post(`${url}/v1/chat/completions`, { headers: { host } })).toMatchObject({ status: 403 });
  expect(answered).toBe(0);
});

test('localhost is a name for it, too', async () => {
  const { port } = new URL(url);
  expect(await post(`${url}/v1/chat/completions`, { headers: { host: `localhost:${port}` } })).toMatchObject({ status: 200 });
});

// Fails when a body is taken into memory as long as it goes on, told beforehand or not.
test.each([
  ['as it says itself', 'x'.repeat(5000)],
  ['as turns out', ['x'.repeat(1500), 'x'.repeat(1500)]],
])('a body that is too large, %s, is refused, and the next request is answered', async (_, body) => {
  const refused = await post(`${url}/v1/chat/completions`, { body });
  expect(refused).toMatchObject({ status: 413, body: expect.stringContaining('2000 bytes') });
  expect(answered).toBe(0);
  expect(await post(`${url}/v1/chat/completions`)).toMatchObject({ status: 200 });
});

// Fails when it can be reached from another machine.
test('it listens on loopback alone', async () => {
  const { port } = new URL(url);
  const outside = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && address.family === 'IPv4');
  for (const { address } of outside) {
    const code = await new Promise((resolve) =>
      connect(Number(port), address, () => resolve('connected')).on('error', (error: NodeJS.ErrnoException) => resolve(error.code)),
    );
    expect(code).toBe('ECONNREFUSED');
  }
  // The port is still free for it everywhere else: it was not bound there.
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(Number(port), '127.0.0.2', resolve));
  await new Promise((resolve) => probe.close(resolve));
});

// Fails when closing waits for a client that waits for an answer, or leaves the port open.
test('closing drops who still waits, and frees the port', async () => {
  const waiting = await gateway.urlFor({ answer: async () => ({ kind: 'fault', fault: 'timeout' }), onUnanswerable: () => undefined });
  const asking = post(`${waiting}/v1/chat/completions`);
  const dropped = expect(asking).rejects.toThrow(/hang up|ECONNRESET/);
  await expect(post(`${url}/v1/chat/completions`)).resolves.toMatchObject({ status: 200 });
  await gateway.close();
  await dropped;
  await expect(post(`${url}/v1/chat/completions`)).rejects.toThrow(/ECONNREFUSED/);
});

// Fails when a library that phones home from a thread of its own fails the test that uses it: the guard refuses the connection.
test('libraries are told to send nothing about their use', () => {
  expect(gatewayVariables(url)).toMatchObject({ OPENAI_AGENTS_DISABLE_TRACING: 'true', MLFLOW_DISABLE_TELEMETRY: 'true' });
});
