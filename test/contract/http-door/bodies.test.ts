/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { dspex } from '../../../src/sandbox';

async function begin(): Promise<ReadableStream<Uint8Array>> {
  const body = JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'tell' }] });
  return (await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body })).body as ReadableStream<Uint8Array>;
}

/** By a reader that brings memory of its own, as those of files and sockets do. */
async function readInto(stream: ReadableStream<Uint8Array>, bytes: number): Promise<string> {
  const reader = stream.getReader({ mode: 'byob' });
  const decoder = new TextDecoder();
  for (let text = ''; ; ) {
    const { done, value } = await reader.read(new Uint8Array(bytes));
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}

// Fails when the body of a stream is none of bytes, as that of every answer over a network is: getReader throws.
test.each([7, 64 * 1024])('a stream is read into memory of %i bytes, to its end', async (bytes) => {
  dspex.lm.whenPrompt('tell').stream(['blå', 'bær', '🫐']);
  const text = await readInto(await begin(), bytes);
  const said = [...text.matchAll(/"content":"([^"]*)"/g)].map(([, piece]) => piece).join('');
  expect(said).toBe('blåbær🫐');
  expect(text).toMatch(/data: \[DONE\]\n\n$/);
});

test('both halves of a stream that was split are read into memory of their own', async () => {
  dspex.lm.whenPrompt('tell').stream(['a', 'b'], { everyMs: 2 });
  const [one, other] = (await begin()).tee();
  const [text, again] = await Promise.all([readInto(one, 16), readInto(other, 1024)]);
  expect(text).toContain('[DONE]');
  expect(again).toBe(text);
});

test('a connection that breaks is told to such a reader', async () => {
  dspex.lm.whenPrompt('tell').stream(['a', 'b'], { cutAfter: 1 });
  await expect(readInto(await begin(), 4096)).rejects.toThrow('ECONNRESET');
});
