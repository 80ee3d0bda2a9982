/** @jest-environment ./test/contract/http-door/door-environment.ts */
import http2, { type ClientHttp2Session, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { dspex, lmError } from '../../../src/sandbox';

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly pieces: readonly string[];
}

function post(session: ClientHttp2Session, path: string, body: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const pieces: string[] = [];
    let headers: IncomingHttpHeaders = {};
    const stream = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/json' });
    stream.on('response', (told) => (headers = told));
    stream.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
    stream.on('error', reject).on('end', () => resolve({ headers, pieces }));
    stream.end(JSON.stringify(body));
  });
}

const chat = '/v1/chat/completions';
const asked = (content: string, more: object = {}): object => ({ model: 'gpt-4o', messages: [{ role: 'user', content }], ...more });
let session: ClientHttp2Session;
beforeEach(() => (session = http2.connect('https://api.openai.com')));
afterEach(() => new Promise<void>((resolve) => session.close(resolve)));

test('a client that speaks HTTP/2 is answered by the rules of the test, several requests at once', async () => {
  dspex.lm.whenPrompt('a').reply('A');
  dspex.lm.whenPrompt('b').reply('B');
  const answers = await Promise.all(['a', 'b'].map((content) => post(session, chat, asked(content))));
  expect(answers.map(({ pieces }) => JSON.parse(pieces.join('')).choices[0].message.content)).toEqual(['A', 'B']);
  expect(answers.map(({ headers }) => headers[':status'])).toEqual([200, 200]);
});

test('a stream comes piece by piece', async () => {
  dspex.lm.whenPrompt('a').stream(['one ', 'two'], { everyMs: 1 });
  const { pieces } = await post(session, chat, asked('a', { stream: true }));
  expect(pieces.length).toBeGreaterThan(1);
  expect(pieces.join('')).toMatch(/"one "[\s\S]*"two"[\s\S]*\[DONE\]/);
});

test('errors keep their status, and a broken connection ends the stream with an error', async () => {
  dspex.lm
    .whenPrompt('a')
    .replyOnce(lmError({ status: 429 }))
    .replyWithFault('reset');
  expect((await post(session, chat, asked('a'))).headers[':status']).toBe(429);
  await expect(post(session, chat, asked('a'))).rejects.toMatchObject({ code: 'ERR_HTTP2_STREAM_ERROR' });
});

test('a session in a connection of the test, or with another server, is left alone', async () => {
  const server = http2.createServer((_, response) => void response.end('its own'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const other = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect((await post(other, '/', {})).pieces.join('')).toBe('its own');
  other.close();
  await new Promise((resolve) => server.close(resolve));
});
