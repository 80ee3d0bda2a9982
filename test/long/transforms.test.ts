import nodeModule from 'node:module';
import { runOnce } from '../e2e/run-jest';
import { runProjects } from '../e2e/run-together';

const CJS = `const { dspex, isolatedTest, DspexError } = require('@dspex/jest-preset');
const { buildProgram } = require('@dspex/jest-preset/factories');
`;
const ESM = `import { dspex, isolatedTest, DspexError } from '@dspex/jest-preset';
import { buildProgram } from '@dspex/jest-preset/factories';
`;
const BODY = `
test('runs a program', async () => {
  dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
  const program = await dspex.createProgram(buildProgram({ signature: 'question -> answer' }));
  const { outputs } = await program.execute({ question: 'The weather?' });
  expect(outputs).toStrictEqual({ answer: 'sunny' });
  expect(dspex.lm).toHaveAnswered(1);
});
isolatedTest('throws errors of this realm', { level: 'full' }, async ({ createProgram }) => {
  const error = await createProgram({ signature: 'nonsense' }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).toBeInstanceOf(DspexError);
  expect(error.code).toBe('SIGNATURE_INVALID');
});
`;
const TYPED =
  ESM.replace('import', "import { expect, jest, test } from '@jest/globals';\nimport") +
  BODY.replace('(thrown)', '(thrown: Error & { code?: string })').replace('error.code', '(error as { code?: string }).code');
const PRESET = "module.exports = { preset: '@dspex/jest-preset' };";
const all = (run: { tests: readonly { fullName: string; status: string; failureMessages: readonly string[] }[] }): string[] =>
  run.tests.map((test) => `${test.fullName}: ${test.status}${test.failureMessages.join()}`);
const PASSED = ['runs a program: passed', 'throws errors of this realm: passed'];

// One run, a project to each, for those that need none of their own.
const runOf = runProjects({
  plain: { 'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', transform: {} };", 'a.test.js': CJS + BODY },
  globals: {
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', injectGlobals: false, transform: {} };",
    'a.test.js': `const { test, expect } = require('@jest/globals');\n${CJS}${BODY}`,
  },
  uncompiled: {
    'jest.config.js': `const { dirname, join } = require('node:path');
      const folder = dirname(require.resolve('@dspex/jest-preset/package.json'));
      const transform = { '^.+\\\\.[cm]?tsx?$': join(folder, 'dist/src/project/typescript-transformer.js') };
      module.exports = { preset: '@dspex/jest-preset', transform };`,
    'typed.test.ts': "const a: string = 'a';\ntest('typed', () => void a);\n",
    'plain.test.ts': "test('plain', () => undefined);\n",
  },
  jsdom: {
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironment: './environment.js', transform: {} };",
    'environment.js':
      "const { withDspex } = require('@dspex/jest-preset/with-dspex');\nmodule.exports = withDspex(require('jest-environment-jsdom').TestEnvironment);",
    'a.test.js': `${CJS}${BODY}\ntest('has a document', () => expect(document.createElement('p').tagName).toBe('P'));`,
  },
  subclass: {
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironment: './environment.js', transform: {} };",
    'environment.js': `const { withDspex } = require('@dspex/jest-preset/with-dspex');
        class Own extends require('jest-environment-node').TestEnvironment {
          async setup() { await super.setup(); this.global.seen = ['setup']; }
          handleTestEvent(event) { if (event.name === 'test_start') this.global.seen.push(event.test.name); }
          async teardown() { console.log('SEEN ' + this.global.seen.join()); await super.teardown(); }
        }
        module.exports = withDspex(Own);`,
    'a.test.js': CJS + BODY,
  },
  outside: {
    'jest.config.js': 'module.exports = { transform: {} };',
    'a.test.js': `${CJS}test('outside', () => { dspex.namespace; });`,
  },
});

// Each is one line of config; a case fails when that way of writing tests needs a second one.
describe('one line of config works', () => {
  test('in plain JavaScript without a transform', async () => {
    expect(all(await runOf('plain'))).toEqual(PASSED);
  });

  test('with ts-jest', async () => {
    const tsconfig = JSON.stringify({
      compilerOptions: {
        target: 'es2022',
        module: 'node16',
        moduleResolution: 'node16',
        strict: true,
        skipLibCheck: true,
        esModuleInterop: true,
        types: ['node'],
      },
    });
    expect(all(await runOnce({ 'jest.config.js': PRESET, 'tsconfig.json': tsconfig, 'a.test.ts': TYPED }))).toEqual(PASSED);
  });

  test('with babel-jest beside it: jest.mock is still hoisted in JavaScript', async () => {
    const hoisted = `import { value } from './value';\njest.mock('./value', () => ({ value: 'mocked' }));\ntest('hoists', () => expect(value).toBe('mocked'));`;
    const run = await runOnce({
      'jest.config.js': PRESET,
      'babel.config.js': "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] };",
      'value.js': "export const value = 'real';",
      'a.test.js': ESM + BODY,
      'b.test.js': hoisted,
    });
    expect(all(run).sort()).toEqual(['hoists: passed', ...PASSED]);
  });

  test('in ESM test files', async () => {
    const run = await runOnce(
      {
        'jest.config.mjs': "export default { preset: '@dspex/jest-preset', transform: {} };",
        'jest.config.js': '',
        'package.json': '{ "type": "module", "private": true }',
        'a.test.js': ESM + BODY,
      },
      { nodeArgs: ['--experimental-vm-modules', '--no-warnings'], args: ['--config', 'jest.config.mjs'] },
    );
    expect(all(run)).toEqual(PASSED);
  });

  // Fails when nobody says what to type where the flag was left out.
  test('in ESM test files by the flag that the summary names', async () => {
    const run = await runOnce(
      {
        'jest.config.mjs': "export default { preset: '@dspex/jest-preset', transform: {} };",
        'package.json': '{ "type": "module", "private": true }',
        'a.test.js': ESM + BODY,
      },
      { args: ['--config', 'jest.config.mjs'] },
    );
    expect(run.output).toMatch(/^ {2}note +Jest loads ES modules by a flag of Node's: NODE_OPTIONS=--experimental-vm-modules npx jest,/m);
  });

  test("with injectGlobals off, matchers are on @jest/globals' expect", async () => {
    expect(all(await runOf('globals'))).toEqual(PASSED);
  });
});

// Fails when Jest cannot load the transformer, or when a reader hears of a syntax error only.
test('TypeScript that nobody compiles is an error that says what to install', async () => {
  const run = await runOf('uncompiled');
  expect(run.test('plain').status).toBe('passed');
  // A Node that strips types itself runs it.
  if ('stripTypeScriptTypes' in nodeModule) expect(run.test('typed').status).toBe('passed');
  else expect(run.output).toMatch(/Nothing here compiles TypeScript for Jest[\s\S]*next: npm i -D[\s\S]*TYPESCRIPT_NOT_COMPILED/);
});

describe('withDspex', () => {
  test('works over jsdom', async () => {
    const run = await runOf('jsdom');
    expect(all(run)).toEqual([...PASSED, 'has a document: passed']);
  });

  test("works over a user's own subclass, and always calls its handlers", async () => {
    const run = await runOf('subclass');
    expect(all(run)).toEqual(PASSED);
    expect(run.output).toContain('SEEN setup,runs a program,throws errors of this realm');
  });
});

test('importing the package outside of its environment works; using it there says which line is missing', async () => {
  const run = await runOf('outside');
  expect(run.test('outside').failureMessages.join()).toMatch(/npx dspex-jest init[\s\S]*\[NOT_IN_ENVIRONMENT\]/);
});

// Fails when whoever has the preset already is told to write it.
test('using it where another environment stands beside the preset says that it is the environment', async () => {
  const run = await runOnce({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', testEnvironment: 'node' };",
    'a.test.js': `${CJS}test('outside', () => { dspex.namespace; });`,
  });
  const message = run.test('outside').failureMessages.join();
  expect(message).toMatch(/this run has the preset, but[\s\S]*testEnvironment: '@dspex\/jest-preset\/environment'/);
});
