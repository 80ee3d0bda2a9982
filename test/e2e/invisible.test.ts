import { differences, LOOKING_FILES, platformProject } from '../compat/platform/projects';
import { expectToBeAsInPlainJest, projects, said, seenBy } from './beside-plain-jest';
import { runJest } from './run-jest';

// Fails when code of a file can tell by what it finds, or by what the platform does, that the environment is another than Jest's own.
describe('a file finds the platform as plain Jest shows it', () => {
  const { plain, ours, remove } = projects(platformProject('./dom-environment.js'), { testSequencer: './sequencer.js' });
  afterAll(remove);

  beforeAll(async () => {
    const inOne = { nodeArgs: ['--experimental-vm-modules', '--no-warnings'], args: ['-i'] };
    for (const run of [await runJest(plain, { ...inOne, args: ['-i', '1-first', '9-dom'] }), await runJest(ours, inOne)])
      if (run.exitCode !== 0) throw new Error(run.output);
  });

  test.each([...LOOKING_FILES, '9-dom'])('%s', (file) => {
    expect(differences(seenBy(plain, file === '9-dom' ? file : '1-first'), seenBy(ours, file))).toEqual([]);
  });
});

const MOCKED = `
const http = require('node:http');
const https = require('node:https');
const LM = 'https://api.openai.com/v1/chat/completions';
test('every mock is in its place', async () => {
  expect(await fetch(LM)).toBe('from the set-up file');
  expect(fetch.isMock).toBe(true);
  expect(http.get('mock')).toBe('from the set-up file');
  expect(https.get(LM)).toBe('from after the environment');
  expect([new Headers().by, new Request().by, new Response().by]).toEqual(['after the environment', 'the constructor', 'setup']);
});`;

const NOCKED = `
const http = require('node:http');
test('what is made of plain headers has them', () => {
  const told = { headers: { 'X-Written-So': 'yes' } };
  expect(new Request('http://nocked.test/', told).headers.get('x-written-so')).toBe('yes');
  expect(new Response('', told).headers.get('x-written-so')).toBe('yes');
});
test('what nock was told in the set-up file answers', async () => {
  const response = await new Promise((done, fail) => http.request('http://nocked.test/').on('response', done).on('error', fail).end());
  expect(response.rawHeaders).toEqual(['X-Written-So', 'yes']);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  expect(text).toBe('nocked');
  expect(await (await fetch('http://nocked.test/')).text()).toBe('nocked');
});`;

// Fails when the environment overwrites what a set-up file or a class over the environment has put in the place of the platform's own.
describe('what set-up files and environments mock wins, in every file', () => {
  const NOCK = "require('nock')('http://nocked.test').persist().get('/').reply(200, 'nocked', { 'X-Written-So': 'yes' });";
  const MOCKS = {
    'set-up.js': `
      const http = require('node:http');
      const { get } = http;
      globalThis.fetch = Object.assign(async () => 'from the set-up file', { isMock: true });
      http.get = (...args) => (args[0] === 'mock' ? 'from the set-up file' : get(...args));`,
    'after-env.js': `
      globalThis.Headers = class { by = 'after the environment' };
      require('node:https').get = () => 'from after the environment';`,
    'environment.js': `
      const Base = require('./base.js');
      module.exports = class extends Base {
        constructor(...args) {
          super(...args);
          this.global.Request = class { by = 'the constructor' };
        }
        async setup() {
          await super.setup();
          this.global.Response = class { by = 'setup' };
        }
      };`,
    'a.test.js': MOCKED,
    'b.test.js': MOCKED,
    'c.test.js': `/** @jest-environment ./dom-environment.js */
      test('a polyfill is there', async () => expect(await fetch('https://api.openai.com/')).toBe('from the set-up file'));`,
  };
  const set = { setupFiles: ['./set-up.js'], setupFilesAfterEnv: ['./after-env.js'], testEnvironment: './environment.js' };
  const mocks = projects(MOCKS, set);
  const nock = projects(
    { 'set-up.js': NOCK, 'a.test.js': NOCKED, 'b.test.js': NOCKED },
    { ...set, setupFilesAfterEnv: [], testEnvironment: './base.js' },
  );
  afterAll(() => {
    for (const { remove } of [mocks, nock]) remove();
  });

  test('their mocks', async () => {
    const { plain, ours } = mocks;
    const inPlain = await runJest(plain, { args: ['-w', '2'] });
    expect(inPlain).toMatchObject({ exitCode: 0 });
    expect(said(await runJest(ours, { args: ['-w', '2'] }))).toEqual(said(inPlain));
  });

  test('nock', async () => {
    // Plain Jest breaks in a second file: it finds there what the first one's nock has left on http.
    expect(await runJest(nock.plain, { args: ['-i', 'a.test'] })).toMatchObject({ exitCode: 0 });
    const { exitCode, tests } = await runJest(nock.ours, { args: ['-i'] });
    expect([exitCode, tests.map(({ status }) => status)]).toEqual([0, ['passed', 'passed', 'passed', 'passed']]);
  });
});

// test/long has it in workers.
test('in one process tests see the promises, turns and stacks of plain Jest', () => expectToBeAsInPlainJest(['-i']));
