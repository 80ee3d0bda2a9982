/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { dspex } from '../../../src/sandbox';

const LM_HOST = 'api.openai.com';
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
const request = `POST /v1/chat/completions HTTP/1.1\r\nhost: ${LM_HOST}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

/** A proxy that opens a tunnel to wherever it is asked to. */
const proxy = net.createServer((socket) => socket.on('error', () => undefined).once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')));
beforeAll(() => new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => proxy.close(resolve)));
const proxyPort = (): number => (proxy.address() as AddressInfo).port;
beforeEach(() => void dspex.lm.whenPrompt('hi').reply('ho'));

/** What comes back to a client that writes HTTP by hand. */
async function said(socket: net.Socket): Promise<string> {
  let text = '';
  const whole = new Promise<void>((resolve, reject) => {
    socket.once('error', reject).setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
      if (text.includes('\r\n0\r\n')) resolve();
    });
  });
  socket.write(request);
  await whole;
  const closed = once(socket, 'close');
  socket.end();
  await closed;
  return text;
}

const ways: Record<string, () => net.Socket | Promise<net.Socket>> = {
  'a socket': () => net.connect({ host: LM_HOST, port: 80 }),
  'a socket, by port and host': () => net.createConnection(80, LM_HOST),
  'a socket, when it says that it is there': () =>
    new Promise((resolve) => {
      const socket = net.connect(80, LM_HOST, () => resolve(socket));
    }),
  TLS: () => tls.connect({ host: LM_HOST, port: 443 }),
  'TLS, by port, host and options': () => tls.connect(443, LM_HOST, { ALPNProtocols: ['http/1.1'] }),
  'TLS, when it says that it is there': () =>
    new Promise((resolve) => {
      const socket = tls.connect({ host: LM_HOST, port: 443 }, () => resolve(socket));
    }),
  'TLS to an address': () => tls.connect({ host: '127.0.0.1', port: proxyPort(), servername: LM_HOST }),
  'TLS through a tunnel': async () => {
    const tunnel = net.connect(proxyPort(), '127.0.0.1');
    tunnel.write(`CONNECT ${LM_HOST}:443 HTTP/1.1\r\n\r\n`);
    await once(tunnel, 'data');
    return tls.connect({ socket: tunnel, servername: LM_HOST });
  },
};

// Each fails when a client with a connection of its own is refused, or hangs, where it speaks HTTP.
test.each(Object.keys(ways))('HTTP over %s is answered', async (way) => {
  const text = await said(await (ways[way] as () => Promise<net.Socket>)());
  expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(text).toContain('"content":"ho"');
  expect(dspex.lm).toHaveAnswered(1);
});

test('a proxy of undici’s leads to the rules', async () => {
  const { ProxyAgent, request: ask } = require('undici') as typeof import('undici');
  const dispatcher = new ProxyAgent(`http://127.0.0.1:${proxyPort()}`);
  const answer = await ask(`https://${LM_HOST}/v1/chat/completions`, { method: 'POST', body, dispatcher });
  expect(await answer.body.json()).toMatchObject({ choices: [{ message: { content: 'ho' } }] });
  await dispatcher.close();
});

test('a connection says of itself what one to a server would', async () => {
  const socket = tls.connect({ host: LM_HOST, port: 443, ALPNProtocols: ['http/1.1'], timeout: 5_000 });
  expect(socket).toMatchObject({ encrypted: true, authorized: true, connecting: true, timeout: 5_000 });
  await once(socket, 'secureConnect');
  expect(socket).toMatchObject({ connecting: false, alpnProtocol: 'http/1.1', servername: LM_HOST, readyState: 'open' });
  expect([socket.getProtocol(), socket.isSessionReused(), socket.getPeerCertificate()]).toEqual(['TLSv1.3', false, {}]);
  expect(socket.getCipher().version).toBe('TLSv1.3');
  expect(socket.setKeepAlive(true).setNoDelay(true).unref().ref()).toBe(socket);
  socket.destroy();
  await once(socket, 'close');
  expect(dspex.lm).toHaveAnswered(0);
});

// Fails when a piece is lost, or comes twice, where one end has no room for more.
test('a megabyte comes whole, both ways', async () => {
  const { Agent, request: ask } = require('undici') as typeof import('undici');
  const dispatcher = new Agent();
  const long = 'pens and paper '.repeat(70_000);
  dspex.lm.whenPrompt(/paper $/).reply(({ prompt }) => `${prompt}!`);
  const content = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: long }] });
  const answer = await ask(`https://${LM_HOST}/v1/chat/completions`, { method: 'POST', body: content, dispatcher });
  expect(((await answer.body.json()) as { choices: [{ message: { content: string } }] }).choices[0].message.content).toBe(`${long}!`);
  await dispatcher.close();
});

test('what is written in parts before it is connected arrives', async () => {
  const socket = net.connect({ host: LM_HOST, port: 80 });
  const [head, rest] = [request.slice(0, 40), request.slice(40)];
  socket.cork();
  for (const part of [head, rest.slice(0, 20), rest.slice(20)]) socket.write(part);
  socket.uncork();
  const [piece] = await once(socket.setEncoding('utf8'), 'data');
  expect(piece).toMatch(/^HTTP\/1\.1 200 OK/);
  socket.destroy();
});

test('its time limit counts from the last piece', async () => {
  const socket = net.connect({ host: LM_HOST, port: 80 });
  socket.setTimeout(30);
  await once(socket, 'timeout');
  expect(await said(socket)).toContain('"content":"ho"');
});

test('other hosts, and a socket of this machine, are left alone', async () => {
  const server = net.createServer((socket) => socket.end('its own'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = net.connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
  expect(await once(socket, 'data')).toEqual(['its own']);
  await new Promise((resolve) => server.close(resolve));
  const failed = net.connect({ path: '/tmp/nobody-listens.sock' });
  expect(await once(failed, 'error')).toEqual([expect.objectContaining({ code: 'ENOENT' })]);
});

// Fails when the connection breaks with an error, as its file ends: nothing of it is there to catch that, and Node ends the worker.
test('one that is left open ends with its file, and says nothing', async () => {
  await once(net.connect({ host: LM_HOST, port: 80 }), 'connect');
  expect(dspex.lm).toHaveAnswered(0);
});
