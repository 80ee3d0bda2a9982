/**
 * @jest-environment ./test/contract/http-door/door-environment.ts
 * @dspex {"lm":{"hosts":["localhost:11434","127.0.0.1:11434"]}}
 */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { dspex } from '../../../src/sandbox';

// A model and a test's own server are on one machine, told apart by their ports: without them this server is taken for a model.
const server = http.createServer((request, response) => response.end(`mine: ${request.method}`));
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const url = (host: string, port = (server.address() as AddressInfo).port): string => `http://${host}:${port}/v1/chat/completions`;
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });

function viaHttp(options: http.RequestOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.request({ method: 'POST', path: '/v1/chat/completions', ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('end', () => resolve(text));
    });
    request.on('error', reject).end(body);
  });
}

test.each(['localhost', '127.0.0.1'])('the port that is named on %s is answered', async (host) => {
  dspex.lm.whenPrompt('hi').reply('ho');
  expect(await (await fetch(url(host, 11434), { method: 'POST', body })).text()).toContain('"ho"');
  expect(await viaHttp({ host, port: 11434 })).toContain('"ho"');
});

test('another port of the same host is reached', async () => {
  expect(await (await fetch(url('127.0.0.1'), { method: 'POST', body })).text()).toBe('mine: POST');
  expect(await viaHttp({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })).toBe('mine: POST');
  await new Promise((resolve) => net.connect((server.address() as AddressInfo).port, '127.0.0.1', () => resolve(undefined)).end());
  expect(dspex.lm.calls).toEqual([]);
});

// Fails when the model is reached where a client goes by a proxy, which it asks for a whole URL: axios does so where HTTP_PROXY is set.
test('what a proxy is asked for a model is answered, and for anything else the proxy', async () => {
  dspex.lm.whenPrompt('hi').reply('ho');
  const proxy = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  for (const model of ['https://api.openai.com/v1/chat/completions', 'http://localhost:11434/v1/chat/completions'])
    expect(await viaHttp({ ...proxy, path: model })).toContain('"ho"');
  expect(await viaHttp({ ...proxy, path: 'http://api.example/v1/chat/completions' })).toBe('mine: POST');
});

const below: Record<string, () => net.Socket> = {
  'by a socket that code makes itself': () => new net.Socket().connect(11434, '127.0.0.1'),
  'by a port alone': () => new net.Socket().connect(11434),
  'by a port alone, among options': () => new net.Socket().connect({ port: 11434 }),
  'where no HTTP is spoken': () => {
    const socket = net.connect(11434, '127.0.0.1');
    socket.write('EHLO\r\n');
    return socket;
  },
};
test.each(Object.keys(below))('below fetch and http the port that is named is refused: %s', async (way) => {
  dspex.lm.expectMiss();
  const error = await new Promise<Error>((resolve) => (below[way] as () => net.Socket)().on('error', resolve));
  expect(error.message).toMatch(/(127\.0\.0\.1|localhost):11434 was refused[\s\S]*allowHosts: \['(127\.0\.0\.1|localhost):11434'\]/);
});

test.each([
  ['a port', () => net.connect(11434)],
  ['a port and a listener', () => Reflect.apply(net.connect, net, [11434, () => undefined]) as net.Socket],
  ['a port among options', () => net.connect({ port: 11434 })],
])('a connection by %s leads to this machine, and is answered there', async (_, connect) => {
  dspex.lm.whenPrompt('hi').reply('ho');
  const socket = connect();
  let text = '';
  socket.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  socket.write(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
  await new Promise((resolve) => socket.once('close', resolve));
  expect(text).toContain('"ho"');
});

test('a client with connections of its own is answered at the port that is named, and reaches another', async () => {
  dspex.lm.whenPrompt('hi').reply('ho');
  const { Agent, request } = require('undici') as typeof import('undici');
  const dispatcher = new Agent();
  const ask = async (at: string): Promise<string> => (await request(at, { method: 'POST', body, dispatcher })).body.text();
  expect(await ask(url('localhost', 11434))).toContain('"ho"');
  expect(await ask(url('127.0.0.1'))).toBe('mine: POST');
  await dispatcher.close();
});
