import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON } from '../scripts/setup.mjs';
import { stage } from '../scripts/stage.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { interleave } from './stats.mjs';

export const JEST = join(ROOT, 'node_modules/jest/bin/jest.js');
const TESTS = 300;
const FILES = 3;
const TRIVIAL_FILES = 100;
const SUITE_ROUNDS = 3;
const TRIVIAL_ROUNDS = 5;

/** The body of every test: one ChainOfThought, made and run, its answer checked. */
export const dspyFile = (level, first, count) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
for (let i = ${first}; i < ${first + count}; i++) {
  isolatedTest('test ' + i, { level: '${level}' }, async ({ lm, createProgram }) => {
    lm.when({ question: /./ }).reply({ answer: 'answer ' + i });
    const program = await createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
    const { outputs } = await program.execute({ question: 'q' + i });
    expect(outputs.answer).toBe('answer ' + i);
  });
}
`;
const pytestFile = (first) => `import dspy, pytest
from dspy.utils import DummyLM

@pytest.mark.parametrize("i", range(${first}, ${first + TESTS / FILES}))
def test_answers(i):
    with dspy.context(lm=DummyLM([{"reasoning": "r", "answer": f"answer {i}"}])):
        program = dspy.ChainOfThought("question -> answer")
        assert program(question=f"q{i}").answer == f"answer {i}"
`;

const jestFile = (level, first) => dspyFile(level, first, TESTS / FILES);

/** 300 DSPy tests in a process of their own each and in a shared one, beside the same 300 in pytest. Seconds of the whole command. */
export async function measureSuites() {
  const folder = join(ROOT, '.stage', 'bench-suites');
  stage();
  rmSync(folder, { recursive: true, force: true });
  const starts = Array.from({ length: FILES }, (_, index) => (index * TESTS) / FILES);
  write(
    folder,
    'full',
    starts.map((first) => [`t${first}.test.js`, jestFile('full', first)]),
  );
  write(
    folder,
    'shared',
    starts.map((first) => [`t${first}.test.js`, jestFile('namespace', first)]),
  );
  write(
    folder,
    'pytest',
    starts.map((first) => [`test_${first}.py`, pytestFile(first)]),
  );
  const jest =
    (name, ...args) =>
    () =>
      runJest(join(folder, name), ...args);
  const pytest =
    (...args) =>
    () =>
      run(PYTHON, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', ...args], join(folder, 'pytest'));
  return interleave(SUITE_ROUNDS, {
    pytest: pytest(),
    forked: pytest('--forked'),
    full: jest('full', '-i'),
    fullTwo: jest('full', '-w', '2'),
    shared: jest('shared', '-i'),
    sharedTwo: jest('shared', '-w', '2'),
  });
}

/** A hundred files with one trivial test each, under our environment and under Jest's own. */
export async function measureTrivial() {
  const folder = join(ROOT, '.stage', 'bench-trivial');
  stage();
  rmSync(folder, { recursive: true, force: true });
  const files = Array.from({ length: TRIVIAL_FILES }, (_, index) => [
    `t${index}.test.js`,
    `test('adds', () => expect(1 + ${index}).toBe(${index + 1}));\n`,
  ]);
  write(folder, 'ours', files);
  // The same transform on both sides: what is compared is the environment.
  write(
    folder,
    'node',
    files,
    "module.exports = { testEnvironment: 'node', transform: require('@dspex/jest-preset/jest-preset').transform };\n",
  );
  const jest = (name) => () => runJest(join(folder, name), '-i');
  return interleave(TRIVIAL_ROUNDS, { node: jest('node'), ours: jest('ours') });
}

export function write(folder, name, files, config = "module.exports = { preset: '@dspex/jest-preset' };\n") {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, 'jest.config.js'), config);
  writeFileSync(join(folder, name, 'package.json'), '{ "private": true }\n');
  for (const [file, text] of files) writeFileSync(join(folder, name, file), text);
}

export const runJest = (folder, ...args) => run(process.execPath, [JEST, '--silent', ...args], folder);

function run(command, args, cwd) {
  const { CI, TEST_MODE, ...env } = process.env;
  const startedAt = performance.now();
  const { status, stderr, stdout } = spawnSync(command, args, { cwd, env: { ...env, DSPEX_PYTHON: PYTHON }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}`);
  return performance.now() - startedAt;
}
