import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, runJest, runOnce } from './run-jest';
import { runProjects } from './run-together';

const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
`;
const GOOD = `test('the next test runs', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'a' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a');
});`;

const WITH_PROGRAM = "const program = await dspex.createProgram({ signature: 'q -> a' });";
const STREAMS = (options: object): string =>
  `${WITH_PROGRAM} for await (const piece of program.stream({ q: 'x' }, ${JSON.stringify(options)}));`;
const OPTIMISES = (options: object): string =>
  `${WITH_PROGRAM} await dspex.optimize(program, ${JSON.stringify({ trainset: [{ q: 'x' }], ...options })});`;

const CASES: readonly (readonly [string, string | null, string, RegExp])[] = [
  ['a bad signature', `await dspex.createProgram({ signature: 'question: strng -> answer' });`, 'SIGNATURE_INVALID', /strng[\s\S]*str/],
  ['a module that is not there', `await dspex.loadModule('nothing.here:X');`, 'MODULE_IMPORT_FAILED', /nothing\.here[\s\S]*python/],
  ['a module that fails to import', `await dspex.loadModule('broken:X');`, 'MODULE_IMPORT_FAILED', /ZeroDivisionError[\s\S]*broken\.py/],
  [
    'a reply that lacks a field',
    `dspex.lm.when({ q: 'x' }).reply({ a: '1' }); await dspex.run('q -> a, b', { q: 'x' });`,
    'RULE_REPLY_INVALID',
    /"b"/,
  ],
  [
    'a reply of the wrong type',
    `dspex.lm.when({ q: 'x' }).reply({ n: 'many' }); await dspex.run('q -> n: int', { q: 'x' });`,
    'RULE_REPLY_INVALID',
    /many[\s\S]*integer/,
  ],
  ['an input of the wrong type', `await dspex.run('n: int -> a', { n: 'x' });`, 'INPUT_TYPE', /n[\s\S]*'x'|"x"/],
  ['an input that cannot travel', `await dspex.run('q -> a', { q: () => 1 });`, 'INPUT_NOT_JSON', /inputs\.q/],
  [
    'a program id used twice',
    `await dspex.createProgram({ id: 'p', signature: 'q -> a' }); await dspex.createProgram({ id: 'p', signature: 'q -> a' });`,
    'PROGRAM_EXISTS',
    /p/,
  ],
  ['a program that is not there', `await dspex.adapter.executeProgram('typo', {});`, 'PROGRAM_NOT_FOUND', /typo/],
  ['inputs that are no object', `await dspex.run('q -> a', 'x');`, 'INPUT_TYPE', /inputs is "x"/],
  ['inputs in a Map', `await dspex.run('q -> a', new Map([['q', 'x']]));`, 'INPUT_TYPE', /inputs is a Map/],
  [
    'a module of DSPy that nobody knows',
    `await dspex.createProgram({ signature: 'q -> a', module: 'cot' });`,
    'OPTION_INVALID',
    /cot[\s\S]*chain_of_thought/,
  ],
  [
    'a program made of a text',
    `await dspex.createProgram('q -> a');`,
    'OPTION_INVALID',
    /a program is made with is q -> a[\s\S]*createProgram\(\{/,
  ],
  [
    'an option of a program that nobody reads',
    `await dspex.createProgram({ signature: 'q -> a', tool: [] });`,
    'OPTION_INVALID',
    /did you mean tools/,
  ],
  [
    'an option of a call that nobody reads',
    `await dspex.run('q -> a', { q: 'x' }, { timeout: 5 });`,
    'OPTION_INVALID',
    /did you mean timeoutMs/,
  ],
  [
    'arguments of a class beside kwargs',
    `await dspex.loadModule('broken:X', { depth: 3 });`,
    'OPTION_INVALID',
    /"depth" of loadModule[\s\S]*kwargs/,
  ],
  ['a vector of no length', `await dspex.embed('tea', { dimensions: -1 });`, 'OPTION_INVALID', /dimensions is -1/],
  ['a text to embed that is none', `await dspex.embed([5]);`, 'OPTION_INVALID', /no text/],
  ['an image of nothing', `dspex.image(null);`, 'INPUT_TYPE', /image is made of is null/],
  ['a history of a number', `dspex.history(5);`, 'INPUT_TYPE', /history are 5/],
  ['an MCP server of nothing', `await dspex.mcp(null);`, 'MCP_INVALID', /neither a command nor a URL/],
  ['a path that is no text', `await dspex.loadModule(5);`, 'INPUT_TYPE', /path" is int, not text[\s\S]*TypeScript/],
  ['a list of fields that is none', `${STREAMS({ fields: 'a' })}`, 'STREAM_INVALID', /fields is "a"/],
  ['a field that has no name', `${STREAMS({ fields: [{}] })}`, 'STREAM_INVALID', /fields is/],
  ['a status that nobody says', `${STREAMS({ status: { toolStrat: 1 } })}`, 'STREAM_INVALID', /did you mean toolStart/],
  ['a status that is no function', `${STREAMS({ status: { toolStart: 1 } })}`, 'STREAM_INVALID', /toolStart is 1/],
  [
    'a file that holds no state',
    `await (await dspex.createProgram({ signature: 'q -> a' })).load('package.json');`,
    'INPUT_TYPE',
    /package\.json" holds no state/,
  ],
  [
    'a folder that is not there',
    `await (await dspex.createProgram({ signature: 'q -> a' })).save('none/a.json');`,
    'INPUT_TYPE',
    /no folder .*none/,
  ],
  [
    'an MCP server that is not there',
    `await dspex.mcp({ url: 'http://127.0.0.1:9/mcp' });`,
    'MCP_FAILED',
    /No MCP server answers initialize at http/,
  ],
  ['an optimiser by another name', `${OPTIMISES({ optimiser: 'COPRO' })}`, 'OPTIMIZE_INVALID', /did you mean optimizer/],
  ['a trainset without examples', `${OPTIMISES({ optimizer: 'COPRO', trainset: [] })}`, 'OPTIMIZE_INVALID', /empty/],
  ['a metric that is none', `${OPTIMISES({ optimizer: 'COPRO', metric: 5 })}`, 'OPTIMIZE_INVALID', /metric is 5/],
  ['an option that isolatedTest does not know', null, 'OPTION_INVALID', /levle[\s\S]*level/],
];

const BAD_TESTS = CASES.map(([name, body]) =>
  body === null
    ? `isolatedTest(${JSON.stringify(name)}, { levle: 'full' }, () => {});\n`
    : `test(${JSON.stringify(name)}, async () => { ${body} });\n`,
).join('');

const pathConfig = (path: string): string =>
  `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { path: ['${path}'] } } } };`;
const LOADS = {
  'py/greeter.py': 'import dspy\nclass Greeter(dspy.Module):\n    def forward(self): return dspy.Prediction(said="hello")\n',
  'a.test.js': `${HEAD}test('loads', async () => { const greeter = await dspex.loadModule('greeter:Greeter'); expect((await greeter.execute({})).outputs).toEqual({ said: 'hello' }); });`,
};

// One run, a project to each, for those that need none of their own.
const runOf = runProjects({
  cases: { 'broken.py': 'VALUE = 1 / 0\n', 'a.test.js': `${HEAD}${BAD_TESTS}${GOOD}` },
  path: { ...LOADS, 'jest.config.js': pathConfig('<rootDir>/py') },
  'no-path': { ...LOADS, 'jest.config.js': pathConfig('<rootDir>/python') },
  shadow: { 'dspy.py': 'raise RuntimeError("not the real one")\n', 'a.test.js': `${HEAD}${GOOD}` },
});

// Fails when bad input hangs, gives an untyped error, or harms the test after it.
test('bad input is a typed error with what, why and what to type; the next test runs', async () => {
  const run = await runOf('cases');
  for (const [name, , code, message] of CASES) {
    const { status, failureMessages } = run.test(name);
    const text = failureMessages.join('\n');
    expect({ name, status, text }).toEqual({ name, status: 'failed', text: expect.stringMatching(message) });
    expect(text).toMatch(new RegExp(`\\n {2}why: [\\s\\S]*\\n {2}next: [\\s\\S]*\\[${code}\\]`));
  }
  expect(run.test('the next test runs').failureMessages).toEqual([]);
});

describe('a Python that cannot serve', () => {
  test('because DSPy is not in it: told in full once, with the command that installs it, and first in the summary; tests without Python pass', async () => {
    const project = makeProject({
      // A real interpreter, without the packages of its environment.
      'bare-python': `#!/bin/sh\necho asked >> asked\nexec "${join(process.cwd(), '.venv/bin/python')}" -I -S "$@"\n`,
      'a.test.js': `${HEAD}test('needs Python', async () => { await dspex.bridge.ping(); });\ntest('too', async () => { await dspex.bridge.ping(); });\ndescribe('in a hook', () => { beforeAll(() => dspex.bridge.ping()); test('as well', () => {}); });\nisolatedTest('needs none', { layer: 'unit' }, async () => { await dspex.run('q -> a', { q: 'x' }); });`,
    });
    try {
      chmodSync(join(project.folder, 'bare-python'), 0o755);
      const run = await runJest(project, { env: { DSPEX_PYTHON: join(project.folder, 'bare-python') } });
      expect(run.test('needs Python').failureMessages.join()).toMatch(/-m pip install 'dspy==3\.4\.1'[\s\S]*\[DSPY_NOT_FOUND\]/);
      expect(run.test('too').failureMessages.join()).toMatch(
        /^DSPy is not installed in .* \(told in full by "a\.test\.js › needs Python"\) \[DSPY_NOT_FOUND\]$/,
      );
      expect(run.output.match(/ next: /g)).toHaveLength(1);
      expect(run.output).toMatch(/\ndspex\n {2}cause {5}DSPy is not installed in .* 3 tests failed of it\. \[DSPY_NOT_FOUND\]\n/);
      expect(run.output).toMatch(/\n {2}next {6}".*" -m pip install 'dspy==3\.4\.1'\n/);
      expect(readFileSync(join(project.folder, 'asked'), 'utf8')).toBe('asked\n');
      expect(run.test('needs none').status).toBe('passed');
    } finally {
      project.remove();
    }
  });

  test('because it is not there', async () => {
    const run = await runOnce(
      { 'a.test.js': `${HEAD}test('needs Python', async () => { await dspex.bridge.ping(); });` },
      { env: { DSPEX_PYTHON: '/no/such/python' } },
    );
    expect(run.test('needs Python').failureMessages.join()).toMatch(/\/no\/such\/python[\s\S]*\[PYTHON_NOT_FOUND\]/);
  });
});

// Fails when a path is not taken as Jest's own options take it, or when a folder that is missing shows as a missing module alone.
test('python.path takes <rootDir>, and names a folder that is not there', async () => {
  const { output, test } = await runOf('path');
  expect(test('loads').failureMessages).toEqual([]);
  // Of the project beside it, which has no such folder.
  expect(output).toMatch(/dspex\.python\.path names "python", which is not there\.[\s\S]*next: mkdir -p[\s\S]*\[OPTION_INVALID\]/);
});

test('a user module that shadows dspy by name does not reach the fork server', async () => {
  const run = await runOf('shadow');
  expect(run.test('the next test runs').failureMessages).toEqual([]);
});
