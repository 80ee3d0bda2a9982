import { runOnce } from './run-jest';

const NODE_CLIENT = `
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');
const { GoogleGenAI } = require('@google/genai');
(async () => {
  const openai = new OpenAI({ maxRetries: 0 });
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'from a child' }] });
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'stream to a child' }], stream: true });
  const pieces = [];
  for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
  const gemini = new GoogleGenerativeAI('none').getGenerativeModel({ model: 'gemini-3.5-flash-lite' }, { baseUrl: process.env.GOOGLE_GEMINI_BASE_URL });
  const { response } = await gemini.generateContent('gemini from a child');
  const { output_text: responded } = await openai.responses.create({ model: 'gpt-5', input: 'from a child' });
  const message = await new Anthropic({ maxRetries: 0 }).messages.create({ model: 'claude-sonnet-5', max_tokens: 9, messages: [{ role: 'user', content: 'from a child' }] });
  const genai = await new GoogleGenAI({}).models.generateContent({ model: 'gemini-3.5-flash-lite', contents: 'gemini from a child' });
  const failed = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'nobody knows' }] }).catch((error) => error.status);
  console.log(JSON.stringify([choices[0].message.content, pieces.join(''), response.text(), responded, message.content[0].text, genai.text, failed]));
})();
`;

// Fails when a process of the test's own cannot reach the engine, is answered by another test's rules, or when its miss is not charged.
test('clients in processes that a test starts are answered by its rules', async () => {
  const run = await runOnce({
    'client.js': NODE_CLIENT,
    'a.test.js': `
      const { execFile } = require('node:child_process');
      const { dspex } = require('@dspex/jest-preset');
      const child = async () => {
        const { env } = await dspex.lm.gateway();
        return new Promise((resolve, reject) => execFile(process.execPath, ['client.js'], { cwd: __dirname, env: { ...process.env, ...env } }, (error, out) => error ? reject(error) : resolve(JSON.parse(out))));
      };
      const rules = (name) => {
        dspex.lm.whenPrompt('from a child').reply('hello from ' + name);
        dspex.lm.whenPrompt('gemini from a child').reply('gemini for ' + name);
        dspex.lm.whenPrompt('stream to').stream(['a ', 'b ', name]);
      };
      test.each(['one', 'two'])('%s', async (name) => {
        rules(name);
        dspex.lm.expectMiss();
        expect(await child()).toEqual(['hello from ' + name, 'a b ' + name, 'gemini for ' + name, 'hello from ' + name, 'hello from ' + name, 'gemini for ' + name, 400]);
        expect(dspex.lm.calls.map(({ source }) => source)).toEqual([...Array(6).fill('rule'), 'miss']);
      });
      test('its miss fails the test', async () => { rules('x'); await child(); });
    `,
  });
  expect(run.test('one').failureMessages).toEqual([]);
  expect(run.test('two').failureMessages).toEqual([]);
  expect(run.test('its miss fails the test').failureMessages.join()).toContain('nobody knows');
});

// Fails when an address outlives its test, when a call is given to a test that has nothing to do with it, or when an open call keeps Jest running.
test('an address serves its own test, one of beforeAll every test, and nothing is open after the file', async () => {
  const run = await runOnce(
    {
      'a.test.js': `
      const { dspex } = require('@dspex/jest-preset');
      const ask = async (url, prompt) => {
        const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] });
        const response = await fetch(url + '/v1/chat/completions', { method: 'POST', body });
        const { choices, error } = await response.json();
        return choices?.[0].message.content ?? [response.status, error.message];
      };
      let ofFile, ofFirst;
      beforeAll(async () => { ofFile = (await dspex.lm.gateway()).url; });
      test('first', async () => {
        dspex.lm.whenPrompt('who').reply('first');
        dspex.lm.whenPrompt('never').replyWithFault('timeout');
        ofFirst = (await dspex.lm.gateway()).url;
        expect([await ask(ofFile, 'who'), await ask(ofFirst, 'who')]).toEqual(['first', 'first']);
        ask(ofFirst, 'never').catch(() => undefined);
        while (dspex.lm.calls.length < 3) await new Promise(setImmediate);
      });
      test('second', async () => {
        dspex.lm.whenPrompt('who').reply('second');
        expect(await ask(ofFile, 'who')).toBe('second');
        expect(await ask(ofFirst, 'who')).toEqual([400, expect.stringMatching(/the test "first", which is over[\\s\\S]*LM_TEST_OVER/)]);
        expect(dspex.lm).toHaveAnswered(1);
      });`,
    },
    { args: ['-i'] },
  );
  expect(run.tests.map((test) => test.failureMessages.join())).toEqual(['', '']);
  expect(run.output).not.toMatch(/did not exit|open handle/);
  expect(run.exitCode).toBe(0);
});
