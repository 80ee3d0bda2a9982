/** @dspex {"lm":{"placeholders":false}} */
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { Worker } = require('node:worker_threads');
const { dspex } = require('@dspex/jest-preset');
const { OpenAI } = require('openai');

const ASKS = 'process.env.MISTRAL_API_KEY ?? "none"';

test('no placeholder is anywhere, and no real key either', async () => {
  expect(['MISTRAL_API_KEY', 'ANTHROPIC_API_KEY'].map((name) => [name in process.env, process.env[name]])).toEqual([
    [true, 'from a file'],
    [false, undefined],
  ]);
  delete process.env.MISTRAL_API_KEY;
  delete process.env.OPENAI_API_KEY;
  expect(() => new OpenAI()).toThrow(/OPENAI_API_KEY/);
});

test('nor in what is started with the variables of the worker', async () => {
  expect((await promisify(execFile)(process.execPath, ['-p', ASKS])).stdout.trim()).toBe('none');
  const code = `require('node:worker_threads').parentPort.postMessage(${ASKS})`;
  const said = await new Promise((end, fail) => new Worker(code, { eval: true }).on('message', end).on('error', fail));
  expect(said).toBe('none');
});

test('a key of the code’s own is answered as ever', async () => {
  dspex.lm.whenPrompt('go').reply('ok');
  const { choices } = await new OpenAI({ apiKey: 'own' }).chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'go' }],
  });
  expect(choices[0].message.content).toBe('ok');
});
