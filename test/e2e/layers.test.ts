import { runOnce } from './run-jest';
import { runProjects } from './run-together';

const LAYER_TEST = `
const { dspex, isolatedTest } = require('@dspex/jest-preset');
test('undeclared', () => expect(dspex.layer).toBe(process.env.EXPECTED ?? 'unit'));
isolatedTest('declared unit', { layer: 'unit' }, () => expect(dspex.layer).toBe('unit'));
describe('above', () => {
  beforeAll(() => console.log('HOOK RAN'));
  isolatedTest('declared e2e', { layer: 'e2e' }, () => console.log('E2E RAN'));
});
`;

const DOCBLOCKS = {
  json: '/** @dspex {"layer":"integration"} */',
  short: '/** @dspex-layer integration */',
  subpath: '/** @jest-environment @dspex/jest-preset/integration */',
  options: '/**\n * @jest-environment-options {"dspex":{"layer":"integration"}}\n */',
};
const fileOf = ([name, docblock]: string[]): [string, string] => [
  `${name}.test.js`,
  `${docblock}\nconst { dspex } = require('@dspex/jest-preset');\ntest('${name}', () => expect(dspex.layer).toBe('integration'));`,
];
const UNKNOWN_OPTION = "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { procesTimeoutMs: 1 } } };";

// One run, a project to each, for those that need none of their own.
const runOf = runProjects({
  undeclared: { 'a.test.js': LAYER_TEST },
  docblocks: Object.fromEntries(Object.entries(DOCBLOCKS).map(fileOf)),
  'unknown-option': { 'jest.config.js': UNKNOWN_OPTION, 'a.test.js': "test('x', () => {});" },
  'no-json': { 'a.test.js': "/** @dspex {layer} */\ntest('x', () => {});" },
});

// Fails when a layer is decided wrongly, or when anything of a skipped test still runs.
describe('layers in a real run', () => {
  test('undeclared tests are unit; what is above the ceiling is skipped with its hooks', async () => {
    const run = await runOf('undeclared');
    expect(run.test('undeclared').status).toBe('passed');
    expect(run.test('above declared e2e').status).toBe('pending');
    expect(run.output).not.toMatch(/HOOK RAN|E2E RAN/);
    expect(run.tests.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  test('TEST_MODE raises the ceiling and is the layer of undeclared tests', async () => {
    const run = await runOnce({ 'a.test.js': LAYER_TEST }, { env: { TEST_MODE: 'e2e', EXPECTED: 'e2e' } });
    expect(run.tests.map((test) => test.status)).toEqual(['passed', 'passed', 'passed']);
    expect(run.output).toMatch(/HOOK RAN[\s\S]*E2E RAN/);
  });

  test('TEST_ONLY keeps exactly one layer', async () => {
    const run = await runOnce({ 'a.test.js': LAYER_TEST }, { env: { TEST_MODE: 'integration', TEST_ONLY: '1', EXPECTED: 'integration' } });
    expect(run.test('undeclared').status).toBe('passed');
    expect(run.test('declared unit').status).toBe('pending');
  });

  test('a run in which all was skipped says so, and how to run it', async () => {
    const run = await runOnce({ 'a.test.js': `/** @dspex-layer e2e */\ntest('far up', () => {});` });
    expect(run.test('far up').status).toBe('pending');
    expect(run.output).toMatch(/next +TEST_MODE=e2e npx jest/);
    expect(run.output).toMatch(/skipped +every test was left out: 1 of layer e2e/);
  });

  test('docblock JSON, a short docblock, an environment subpath and environment options declare the layer of a file', async () => {
    const run = await runOf('docblocks');
    for (const name of Object.keys(DOCBLOCKS)) expect(run.test(name).failureMessages).toEqual([]);
    expect(run.tests.map(({ status }) => status)).toEqual(['passed', 'passed', 'passed', 'passed']);
  });

  // Each file is one of `undeclared`'s run, in which the others go on.
  test.each([
    ['an unknown option', 'unknown-option', /did you mean dspex\.processTimeoutMs[\s\S]*\[OPTION_INVALID\]/],
    ['a docblock that is no JSON', 'no-json', /@dspex \{layer\}[\s\S]*\[OPTION_INVALID\]/],
  ])('%s fails the file with what, why and what to type', async (_, project, message) => {
    const { output } = await runOf('undeclared');
    const [, failure] =
      new RegExp(`FAIL (?:\\S+ )?${project}/a\\.test\\.js\\n([\\s\\S]*?)(?=\\n(?:PASS|FAIL|Test Suites:) )`).exec(output) ?? [];
    expect(failure).toMatch(message);
  });

  test('an unknown TEST_MODE fails the file with what, why and what to type', async () => {
    const run = await runOnce({ 'a.test.js': `test('x', () => {});` }, { env: { TEST_MODE: 'prod' } });
    expect(run.exitCode).toBe(1);
    expect(run.output).toMatch(/TEST_MODE is "prod"[\s\S]*unit, integration, e2e[\s\S]*\[LAYER_INVALID\]/);
  });
});
