import { runOnce } from '../e2e/run-jest';

// Fails when the rules of a test answer a Jest run that it starts, which has rules and a provider of its own: also by the addresses that
// stand in the variables of what a test starts, which an SDK reads.
test('a Jest run that a test starts is answered by its own rules and its own provider', async () => {
  const jest = require.resolve('jest/bin/jest');
  const nested = await runOnce({
    'own/jest.config.js': `module.exports = {
      preset: '@dspex/jest-preset', testMatch: ['**/own/rules.js'], transform: {},
      testEnvironmentOptions: { dspex: { layer: 'integration', lm: { real: { provider: 'openai', baseUrl: process.env.PROVIDER, model: 'm' } } } },
    };`,
    'own/rules.js': `const { dspex } = require('@dspex/jest-preset');
      const OpenAI = require('openai').default;
      const ask = async (content) => (await new OpenAI({ maxRetries: 0 }).chat.completions.create({ model: 'm', messages: [{ role: 'user', content }] })).choices[0].message.content;
      test('fetch', async () => {
        dspex.lm.whenPrompt('hi').reply('from the inner rule');
        const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] });
        const answer = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
        expect((await answer.json()).choices[0].message.content).toBe('from the inner rule');
      });
      test('an SDK', async () => {
        dspex.lm.whenPrompt('hi').reply('from the inner rule');
        expect(await ask('hi')).toBe('from the inner rule');
      });
      const byItsProvider = process.env.DSPEX_LM === 'auto' ? test : test.skip;
      byItsProvider('its provider', async () => expect(await ask('who?')).toBe('from the provider'));
      test('has no trace of the outer run', () => {
        expect(Object.keys(process.env).filter((name) => /_BASE_URL$|_API_BASE$|^DSPEX_LED$/.test(name))).toEqual([]);
      });`,
    'outer.test.js': `const { dspex } = require('@dspex/jest-preset');
      const { exec, execFile, execSync } = require('node:child_process');
      const { createServer } = require('node:http');
      const ARGS = ['-i', '-c', 'own/jest.config.js', '--rootDir', '.'];
      const provider = createServer((_, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'from the provider' }, finish_reason: 'stop' }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
      });
      beforeAll(() => new Promise((listening) => provider.listen(0, '127.0.0.1', listening)));
      afterAll(() => new Promise((closed) => { provider.closeAllConnections(); provider.close(closed); }));
      const saying = (start) => new Promise((end) => start((error, out, err) => end(out + err)));
      const withItsProvider = () => ({ env: { ...process.env, DSPEX_LM: 'auto', OPENAI_API_KEY: 'k'.repeat(30), PROVIDER: 'http://127.0.0.1:' + provider.address().port } });
      const WAYS = {
        node: () => saying((end) => execFile(process.execPath, [${JSON.stringify(jest)}, ...ARGS], end)),
        'npx, with a provider': () => saying((end) => execFile('npx', ['--offline', 'jest', ...ARGS], withItsProvider(), end)),
        'npx, waited for': () => execSync(['npx --offline jest', ...ARGS, '2>&1 || true'].join(' ')).toString(),
      };
      test.each(Object.keys(WAYS))('%s', async (way) => {
        dspex.lm.whenPrompt('hi').reply('from the outer rule');
        const said = await WAYS[way]();
        expect(said).toMatch(/Tests: +(1 skipped, )?\\d passed, 4 total/);
        expect(dspex.lm.calls).toEqual([]);
      }, 60_000);`,
  });
  expect(nested.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([
    ['node'],
    ['npx, with a provider'],
    ['npx, waited for'],
  ]);
});
