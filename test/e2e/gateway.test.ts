import { runOnce } from './run-jest';

const NODE_CLIENT = `
const OpenAI = require('openai').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');
(async () => {
  const openai = new OpenAI({ maxRetries: 0 });
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'from a child' }] });
  const stream = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'stream to a child' }], stream: true });
  const pieces = [];
  for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
  const gemini = new GoogleGenerativeAI('none').getGenerativeModel({ model: 'gemini-3.5-flash-lite' }, { baseUrl: process.env.GOOGLE_GEMINI_BASE_URL });
  const { response } = await gemini.generateContent('gemini from a child');
  const failed = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'nobody knows' }] }).catch((error) => error.status);
  console.log(JSON.stringify([choices[0].message.content, pieces.join(''), response.text(), failed]));
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
        expect(await child()).toEqual(['hello from ' + name, 'a b ' + name, 'gemini for ' + name, 400]);
        expect(dspex.lm.calls.map(({ source }) => source)).toEqual(['rule', 'rule', 'rule', 'miss']);
      });
      test('its miss fails the test', async () => { rules('x'); await child(); });
    `,
  });
  expect(run.test('one').failureMessages).toEqual([]);
  expect(run.test('two').failureMessages).toEqual([]);
  expect(run.test('its miss fails the test').failureMessages.join()).toContain('nobody knows');
});
