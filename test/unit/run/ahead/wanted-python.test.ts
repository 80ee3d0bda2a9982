import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { RunConfig, RunProject } from '../../../../src/run/ahead/run-files';
import { wantedPython } from '../../../../src/run/ahead/wanted-python';

let rootDir: string;
beforeEach(() => {
  rootDir = mkdtempSync(join(tmpdir(), 'ahead-'));
});
afterEach(() => rmSync(rootDir, { recursive: true, force: true }));

const INTEGRATION = '/** @jest-environment @dspex/jest-preset/integration */';
const UNIT = "test('adds', () => {});";
const ASKS = "test('asks', () => dspex.run('question -> answer', { question: 'Why?' }));";
const OPENAI = "const OpenAI = require('openai').default;\ntest('asks', () => new OpenAI());";
const AS_INTEGRATION = { env: { TEST_MODE: 'integration' } };

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(rootDir, name)), { recursive: true });
    writeFileSync(join(rootDir, name), text);
  }
}

interface Given {
  readonly run?: Partial<RunConfig>;
  readonly project?: Partial<RunProject>;
  readonly env?: NodeJS.ProcessEnv;
}

function wanted({ run, project, env }: Given = {}): ReturnType<typeof wantedPython> {
  const defaults = {
    rootDir,
    testMatch: ['**/__tests__/**/*.?([mc])[jt]s?(x)', '**/?(*.)+(spec|test).?([mc])[jt]s?(x)'],
    testPathIgnorePatterns: ['/node_modules/'],
    testEnvironment: '/somewhere/@dspex/jest-preset/dist/src/worker/environments/environment.js',
    testEnvironmentOptions: {},
  };
  return wantedPython({ rootDir, ...run }, { ...defaults, ...project }, { PATH: '/bin', ...env });
}

// Each fails when Python is started for a run that has no use for it, or is not there for one that has.
describe('Python is on its way', () => {
  test.each<[string, Record<string, string>, Given]>([
    ['for an environment that names a layer', { 'a.test.js': INTEGRATION }, {}],
    ['for a layer in the docblock', { 'deep/er/a.spec.mts': '/**\n * Words.\n * @dspex-layer integration\n */' }, {}],
    ['for options in the docblock', { '__tests__/a.js': '/** @dspex {"layer": "integration"} */' }, {}],
    ['for a layer of the config', { 'a.test.js': ASKS }, { project: { testEnvironmentOptions: { dspex: { layer: 'integration' } } } }],
    ['for a layer of the run', { 'a.test.js': ASKS }, AS_INTEGRATION],
    ['for own code, which may ask', { 'a.test.js': "import { desk } from '../src/desk';" }, AS_INTEGRATION],
    ['for own code that is loaded late', { 'a.test.js': 'const desk = await import(`./desk.mjs`);' }, AS_INTEGRATION],
    ['for a set-up file, which may ask', { 'a.test.js': OPENAI }, { ...AS_INTEGRATION, project: { setupFilesAfterEnv: ['/p/setup.js'] } }],
    ['for names that the project maps', { 'a.test.js': OPENAI }, { ...AS_INTEGRATION, project: { moduleNameMapper: [['^desk$', '/p']] } }],
    ['for patterns of the project', { 'a.check.js': INTEGRATION }, { project: { testMatch: [], testRegex: ['\\.check\\.js$'] } }],
    ['for a file that the run was asked for', { 'a.test.js': INTEGRATION }, { run: { testPathPatterns: { patterns: ['a.test'] } } }],
  ])('%s', (_, files, given) => {
    write(files);
    expect(wanted(given)).toMatchObject({ rootDir, startMethod: 'fork', startEnv: { PYTHONHASHSEED: '0', PATH: '/bin' } });
  });

  test('by the options of the file that wants it', () => {
    write({ 'a.test.js': '/** @dspex {"layer": "integration", "python": {"executable": "py/bin/python", "env": {"LANG": "C"}}} */' });
    expect(wanted()).toMatchObject({ configured: 'py/bin/python', startEnv: { LANG: 'C' } });
  });
});

describe('no Python is on its way', () => {
  test.each<[string, Record<string, string>, Given]>([
    ['for unit tests alone', { 'a.test.js': UNIT, 'b.test.js': '/** @jest-environment @dspex/jest-preset/unit */' }, {}],
    ['for a file that has no way to ask', { 'a.test.js': OPENAI }, AS_INTEGRATION],
    [
      'for set-up files of this package',
      { 'a.test.js': OPENAI },
      { ...AS_INTEGRATION, project: { setupFilesAfterEnv: ['/p/node_modules/@dspex/jest-preset/dist/src/sandbox/setup.js'] } },
    ],
    ['for what is no test', { 'a.js': INTEGRATION, 'node_modules/x/a.test.js': INTEGRATION, '.git/a.test.js': INTEGRATION }, {}],
    ['for files that the project ignores', { 'old/a.test.js': INTEGRATION }, { project: { testPathIgnorePatterns: ['/old/'] } }],
    ['for files that were not asked for', { 'a.test.js': INTEGRATION }, { run: { testPathPatterns: { patterns: ['./b'] } } }],
    ['for files that were not named', { 'a.test.js': INTEGRATION }, { run: { runTestsByPath: true, nonFlagArgs: [join('b.test.js')] } }],
    ['above the ceiling', { 'a.test.js': INTEGRATION }, { env: { TEST_MODE: 'unit' } }],
    [
      'without an adapter that has one',
      { 'a.test.js': INTEGRATION },
      { project: { testEnvironmentOptions: { dspex: { adapter: 'mock' } } } },
    ],
    ['where only some tests of a file are asked for', { 'a.test.js': INTEGRATION }, { run: { testNamePattern: 'x' } }],
    ['where git decides', { 'a.test.js': INTEGRATION }, { run: { onlyChanged: true } }],
    ['for globs that only Jest knows', { 'a.test.js': INTEGRATION }, { project: { testMatch: ['**/checks/*.js'] } }],
    ['for an environment of another package', { 'a.test.js': '/** @jest-environment jsdom */' }, { env: { TEST_MODE: 'integration' } }],
    ['for options that are wrong', { 'a.test.js': '/** @dspex {"layer": "integrations"} */' }, {}],
  ])('%s', (_, files, given) => {
    write(files);
    expect(wanted(given)).toBeUndefined();
  });
});
