import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, runOnce } from './run-jest';

const FOLDER = join(__dirname, 'started');
const files = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
/** Loopback is where the host is that counts; the gateway is there, too. */
const CONFIG = `module.exports = {
  preset: '@dspex/jest-preset',
  // A test of these starts processes of processes, and asks by a dozen clients in each.
  testTimeout: 60_000,
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
  expect(run.tests.length).toBeGreaterThan(20);
});

test('a miss and a refusal in a started process fail the test that started it', () => {
  expect(run.test('a miss fails the test').failureMessages.join()).toMatch(/No rule answers this LM call[\s\S]*LM_MISS/);
  expect(run.test('a refusal fails the test').failureMessages.join()).toMatch(/asking\.js:\d+ asked for it[\s\S]*LM_UNREACHABLE/);
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
