import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { engineOf } from '../calls';

const BODY = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi — ünïcode' }] });

async function asked(body: Uint8Array, encoding: string): Promise<string> {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi — ünïcode' }).reply('hello');
  const url = new URL('https://api.openai.com/v1/chat/completions');
  const request = { url, method: 'POST', body, headers: { 'content-encoding': encoding } };
  const reply = await answerOverWire(request, async (call) => (await lm.ask(call)).reply);
  return `${reply?.status} ${reply?.chunks.join('')}`;
}

test.each([
  ['gzip', gzipSync(BODY)],
  ['X-GZIP', gzipSync(BODY)],
  ['deflate', deflateSync(BODY)],
  ['br', brotliCompressSync(BODY)],
  ['deflate, gzip', gzipSync(deflateSync(BODY))],
  ['identity', Buffer.from(BODY)],
])('a body in %s is read', async (encoding, body) => {
  expect(await asked(body, encoding)).toMatch(/^200 .*"content":"hello"/);
});

test('what is not as its header says, or in what is not read, is refused by name', async () => {
  expect(await asked(Buffer.from(BODY), 'gzip')).toMatch(/^400 .*the body is no gzip: incorrect header check/);
  expect(await asked(Buffer.from(BODY), 'zstd')).toMatch(/^400 .*a body in zstd is not read: gzip, deflate and br are/);
  expect(await asked(gzipSync(Buffer.alloc(80 * 1024 * 1024)), 'gzip')).toMatch(/^400 .*the body is no gzip: .*larger than/);
});
