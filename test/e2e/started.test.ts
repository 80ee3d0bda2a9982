import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, runOnce } from './run-jest';

const FOLDER = join(__dirname, 'started');
const files = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
/** Loopback is where the host is that counts; the gateway is there, too. */
const CONFIG = `module.exports = {
  preset: '@dspex/jest-preset',
  testEnvironmentOptions: { dspex: { lm: { hosts: ['127.0.0.1'] } } },
};`;

let run: Run;
beforeAll(async () => {
  run = await runOnce({ ...files, 'jest.config.js': CONFIG });
});

// Fails when what a test starts in Node gets to an LM host by itself, by whatever client; or when it is answered by anything but the rules.
test('what a test starts in Node is answered by its rules, or refused; an LM host is never reached', () => {
  const failed = run.tests.filter(({ status, fullName }) => status !== 'passed' && !/fails the test/.test(fullName));
  expect(failed.flatMap(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(25);
});

test('a miss and a refusal in a started process fail the test that started it', () => {
  expect(run.test('a miss fails the test').failureMessages.join()).toMatch(/No rule answers this LM call[\s\S]*LM_MISS/);
  expect(run.test('a refusal fails the test').failureMessages.join()).toMatch(/asking\.js:\d+ asked for it[\s\S]*LM_UNREACHABLE/);
});

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
  expect(nested.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual(
    ['node', 'npx, with a provider', 'npx, waited for'].map((way) => [way]),
  );
});

// Fails when what a file of another environment starts is taken for the late code of a file of ours that ran before it in the same worker.
test('what a file of another environment starts afterwards reaches what it likes', async () => {
  const mixed = await runOnce(
    {
      // An LM host by name, whose address is this machine's.
      'ask.js': `const lookup = (name, options, done) => (options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
        require('node:http').get({ host: 'api.openai.com', port: process.argv[2], lookup }, (response) => response.pipe(process.stdout)).on('error', (error) => console.log(error.message));`,
      'helper.js': `exports.ask = async (port) => {
        await new Promise(setImmediate);
        const { stdout } = await require('node:util').promisify(require('node:child_process').execFile)(process.execPath, ['ask.js', String(port)], { cwd: __dirname });
        return stdout.trim();
      };`,
      'by-name.js': `const Sequencer = require('@jest/test-sequencer').default;
        module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); } };`,
      'a.test.js': `test('uses the environment', () => void require('@dspex/jest-preset').dspex.layer);`,
      'b.test.js': `/** @jest-environment node */
        const { ask } = require('./helper');
        test('starts Node', async () => {
          const server = require('node:http').createServer((_, response) => response.end('reached'));
          await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
          expect(await ask(server.address().port)).toBe('reached');
          await new Promise((closed) => server.close(closed));
        });`,
    },
    { args: ['-i', '--testSequencer', './by-name.js'] },
  );
  expect(mixed.test('starts Node').failureMessages).toEqual([]);
});
