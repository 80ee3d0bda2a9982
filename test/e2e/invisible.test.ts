import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { differences, LOOKING_FILES, platformProject, type Seen } from '../compat/platform/projects';
import { QUIET_FILES } from '../compat/platform/quiet';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const PLAIN = {
  'base.js': "module.exports = require('jest-environment-node').TestEnvironment;",
  'dom-environment.js': "module.exports = require('jest-environment-jsdom').TestEnvironment;",
};
const OURS = {
  'base.js': "module.exports = require('@dspex/jest-preset/environment').default;",
  'dom-environment.js': `const { withDspex } = require('@dspex/jest-preset/with-dspex');
    module.exports = withDspex(require('jest-environment-jsdom').TestEnvironment);`,
};

const seenBy = (project: Project, file: string): Seen => JSON.parse(readFileSync(join(project.folder, `${file}.seen.json`), 'utf8'));

/** The same files under plain Jest and under the preset, over the same base environment. */
function projects(files: Readonly<Record<string, string>>, config: object = {}): { plain: Project; ours: Project; remove(): void } {
  const withConfig = (base: object): string => `module.exports = ${JSON.stringify({ ...base, ...config })};\n`;
  const plain = makeProject({ ...files, ...PLAIN, 'jest.config.js': withConfig({}) });
  const ours = makeProject({ ...files, ...OURS, 'jest.config.js': withConfig({ preset: '@dspex/jest-preset' }) });
  return {
    plain,
    ours,
    remove() {
      for (const project of [plain, ours]) project.remove();
    },
  };
}

/** How a run ended, and what each test said: without where the project lies, and without which of Node's queues had the turn. */
function said({ exitCode, tests }: Run): unknown {
  const shown = (message: string): string =>
    message.replace(/\S*\/projects\/p-\w+/g, '<project>').replace(/\n\s+at .*node:internal.*/g, '');
  return [exitCode, tests.map(({ fullName, status, failureMessages }) => [fullName, status, ...failureMessages.map(shown)]).sort()];
}

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

  test.each([
    ['their mocks in one process', mocks, ['-i']],
    ['their mocks in workers', mocks, ['-w', '2']],
  ])('%s', async (_, { plain, ours }, args) => {
    const inPlain = await runJest(plain, { args });
    expect(inPlain).toMatchObject({ exitCode: 0 });
    expect(said(await runJest(ours, { args }))).toEqual(said(inPlain));
  });

  test('nock', async () => {
    // Plain Jest breaks in a second file: it finds there what the first one's nock has left on http.
    expect(await runJest(nock.plain, { args: ['-i', 'a.test'] })).toMatchObject({ exitCode: 0 });
    const { exitCode, tests } = await runJest(nock.ours, { args: ['-i'] });
    expect([exitCode, tests.map(({ status }) => status)]).toEqual([0, ['passed', 'passed']]);
  });
});

/** What the files printed, in any order of lines that are not theirs. */
function printed({ output }: Run): string[] {
  return output
    .split('\n')
    .filter((line) => /^\s*(MEMBERS|TURNS|SOON|LATE|FRAME|Cannot log)/.test(line))
    .map((line) => line.trim());
}

// Fails when a test can tell by its promises, by the turns of the event loop or by its stacks that there is an environment over Jest's.
test.each([
  ['in one process', ['-i'], (line: string) => line],
  // Jest itself leaves one store for each file that ran before in the same worker: which files share one differs from run to run.
  ['in workers', ['-w', '2'], (line: string) => line.replace(/(,Symbol\(kResourceStore\))+/g, ',Symbol(kResourceStore)')],
])('%s tests see the promises, turns and stacks of plain Jest', async (_, args, comparable) => {
  const { plain, ours, remove } = projects(QUIET_FILES, {
    testSequencer: './sequencer.js',
    testEnvironmentOptions: { dspex: { maxFailures: 0 } },
  });
  try {
    const options = { args: [...args, '--ci'], env: { CI: 'true' } };
    const inPlain = await runJest(plain, options);
    const inOurs = await runJest(ours, options);
    expect(said(inOurs)).toEqual(said(inPlain));
    expect(printed(inOurs).map(comparable).sort()).toEqual(printed(inPlain).map(comparable).sort());
    expect(printed(inPlain).join()).toMatch(/MEMBERS.*TURNS/);
  } finally {
    remove();
  }
});
