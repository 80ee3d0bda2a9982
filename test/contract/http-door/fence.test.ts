/** @jest-environment ./test/contract/http-door/door-environment.ts */

import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { dspex } from '../../../src/sandbox';

const LM_HOST = 'api.openai.com';
/** A proxy that opens a tunnel to wherever it is asked to: what is laid over it may lead to an LM host. */
const proxy = net.createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')));
beforeAll(() => new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => proxy.close(resolve)));
const proxyPort = (): number => (proxy.address() as AddressInfo).port;

function failureOf(emitter: NodeJS.EventEmitter): Promise<Error> {
  return new Promise((resolve, reject) => {
    emitter.once('error', resolve);
    for (const name of ['connect', 'secureConnect']) emitter.once(name, () => reject(new Error('it was reached')));
  });
}

/** Of a connection that is there until its client says something that is no HTTP. */
async function talkedTo(socket: net.Socket): Promise<Error> {
  await once(socket, socket instanceof tls.TLSSocket || 'encrypted' in socket ? 'secureConnect' : 'connect');
  socket.write('EHLO\r\n');
  return new Promise((resolve) => socket.once('error', resolve));
}

async function opened(): Promise<net.Socket> {
  const tunnel = net.connect(proxyPort(), '127.0.0.1');
  tunnel.write(`CONNECT ${LM_HOST}:443 HTTP/1.1\r\n\r\n`);
  await once(tunnel, 'data');
  return tunnel;
}

const clients: Record<string, () => Promise<Error>> = {
  'a socket that code makes itself': () => failureOf(new net.Socket().connect({ host: LM_HOST, port: 443 })),
  'a socket of its own, by port and host': () => failureOf(new net.Socket().connect(443, LM_HOST)),
  'a socket that does not speak HTTP': () => talkedTo(net.connect({ host: LM_HOST, port: 443 })),
  'TLS that does not speak HTTP': () => talkedTo(tls.connect({ host: LM_HOST, port: 443 })),
  'TLS over a socket of its own': () =>
    failureOf(tls.connect({ socket: new net.Socket().connect({ host: LM_HOST, port: 443 }), ALPNProtocols: ['h2'] })),
  'HTTP/2 over a connection of its own': () =>
    failureOf(
      http2.connect(`https://${LM_HOST}`, { createConnection: () => tls.connect({ host: LM_HOST, port: 443, ALPNProtocols: ['h2'] }) }),
    ),
  'HTTP/2 to its address': () =>
    failureOf(tls.connect({ host: '127.0.0.1', port: proxyPort(), servername: LM_HOST, ALPNProtocols: ['h2'] })),
  'HTTP/2 through a tunnel': async () => {
    const tunnel = await opened();
    const failed = await failureOf(tls.connect({ socket: tunnel, servername: LM_HOST, ALPNProtocols: ['h2'] }));
    tunnel.destroy();
    return failed;
  },
};

// Each fails when a client gets a connection to an LM host, or when the refusal is anything but a failed connection that says what to do.
describe.each(Object.keys(clients))('an LM host is not reached by %s', (name) => {
  test('the refusal says why and what to type', async () => {
    dspex.lm.expectMiss();
    const error = await (clients[name] as () => Promise<Error>)();
    expect(error.message).toMatch(/api\.openai\.com[\s\S]*allowHosts[\s\S]*\[LM_UNREACHABLE\]/);
  });

  test('the refusal names the line that asked', async () => {
    dspex.lm.expectMiss();
    const { message } = await (clients[name] as () => Promise<Error>)();
    expect(message).toMatch(/fence\.test\.ts:\d+ asked for it/);
  });

  test.failing('the refusal fails the test although its code swallowed it', async () => {
    await (clients[name] as () => Promise<Error>)();
  });
});

test('a route that nothing here can answer is refused in the shape of the provider', async () => {
  dspex.lm.expectMiss();
  const response = await fetch(`https://${LM_HOST}/v1/files`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('LM_UNREACHABLE') } });
});

// Fails when a client takes the refusal for a fault of the server: it asks again and again, and the test ends by its time limit.
test('a client that sends a server’s errors again asks once', async () => {
  dspex.lm.expectMiss(1);
  const { generateImage } = require('ai') as typeof import('ai');
  await expect(generateImage({ model: 'openai/gpt-image-1', prompt: 'a pen' })).rejects.toThrow('LM_UNREACHABLE');
});

describe('everything else is untouched', () => {
  let server: http.Server;
  let origin: string;
  beforeAll(async () => {
    server = http.createServer((request, response) => response.end(`${request.method} ${request.url}`)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test('loopback, by fetch, http and a socket', async () => {
    expect(await (await fetch(`${origin}/a`)).text()).toBe('GET /a');
    const viaHttp = await new Promise<string>((resolve) =>
      http.get(`${origin}/b`, (response) => response.setEncoding('utf8').once('data', resolve)),
    );
    expect(viaHttp).toBe('GET /b');
    await new Promise((resolve) => net.connect((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(undefined)).end());
  });

  test('data: URLs', async () => {
    expect(await (await fetch('data:text/plain,hello')).text()).toBe('hello');
  });

  test('fetch is a plain value that a test may replace', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
    expect(before).toMatchObject({ writable: true, configurable: true, value: expect.any(Function) });
    globalThis.fetch = jest.fn().mockResolvedValue('mine');
    expect(await fetch('https://api.openai.com')).toBe('mine');
    Object.defineProperty(globalThis, 'fetch', before as PropertyDescriptor);
  });
});
