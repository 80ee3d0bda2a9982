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

const clients: Record<string, () => Promise<Error>> = {
  'a socket': () => failureOf(net.connect({ host: LM_HOST, port: 443 })),
  'a socket by port and host': () => failureOf(net.connect(443, LM_HOST)),
  TLS: () => failureOf(tls.connect({ host: LM_HOST, port: 443 })),
  'HTTP/2 over a connection of its own': () =>
    failureOf(
      http2.connect(`https://${LM_HOST}`, { createConnection: () => tls.connect({ host: LM_HOST, port: 443, ALPNProtocols: ['h2'] }) }),
    ),
  'TLS to its address': () => failureOf(tls.connect({ host: '127.0.0.1', port: proxyPort(), servername: LM_HOST })),
  'TLS through a tunnel': async () => {
    const tunnel = net.connect(proxyPort(), '127.0.0.1');
    tunnel.write(`CONNECT ${LM_HOST}:443 HTTP/1.1\r\n\r\n`);
    await once(tunnel, 'data');
    const failed = await failureOf(tls.connect({ socket: tunnel, servername: LM_HOST }));
    tunnel.destroy();
    return failed;
  },
  "a proxy of npm's undici": async () => {
    const { ProxyAgent, request } = require('undici') as typeof import('undici');
    const dispatcher = new ProxyAgent(`http://127.0.0.1:${proxyPort()}`);
    const error = await request(`https://${LM_HOST}/v1/models`, { dispatcher }).then(
      () => new Error('it was reached'),
      (failed: Error) => failed,
    );
    await dispatcher.destroy();
    return error;
  },
  'an agent of npm’s undici': async () => {
    const { Agent, request } = require('undici') as typeof import('undici');
    const dispatcher = new Agent();
    const error = await request(`https://${LM_HOST}/v1/models`, { dispatcher }).then(
      () => new Error('it was reached'),
      (failed: Error) => failed,
    );
    await dispatcher.destroy();
    return error;
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
    // A tunnel is asked for by what came back through it: nothing of the user's is on the stack then.
    expect(message).toMatch(name.includes('proxy') ? /why: {2}a test never/ : /fence\.test\.ts:\d+ asked for it/);
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
