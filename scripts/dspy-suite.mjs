import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keepCounts } from './counts.mjs';
import { PYTHON, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { ROOT } from './stamp.mjs';
import { attempt, fail } from './step.mjs';

const PROJECT = join(ROOT, 'test/dspy-suite');
const ARGS = ['-q', '--continue-on-collection-errors', '-p', 'no:cacheprovider', '-o', 'addopts='];

// DSPy's own tests in plain pytest and in a child, with LM calls passed on: every outcome must be the same.
// npm run test:dspy -- ../dspy tests/adapters   # a checkout of the version that is installed; DSPEX_TEST_PYTHON: where, with pytest in it
const [checkout, ...chosen] = process.argv.slice(2);
if (checkout === undefined || !existsSync(join(checkout, 'tests')))
  fail(
    "DSPy's own tests are wanted.",
    'they are in its repository alone',
    'npm run test:dspy -- path/to/dspy   # checked out at the version of .venv',
  );
await setup({ forTest: true });
stage();
const python = process.env.DSPEX_TEST_PYTHON ?? PYTHON;
const folder = join(ROOT, '.stage/dspy-suite');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(PROJECT, folder, { recursive: true });
cpSync(join(resolve(checkout), 'tests'), join(folder, 'tests'), { recursive: true });

const env = { ...process.env, DSPEX_PYTHON: python, DSPY_CACHEDIR: join(folder, 'cache'), PYTHONPATH: process.env.SUITE_PYTEST ?? '' };
const argsFor = (name) => [...(chosen.length > 0 ? chosen : ['tests']), ...ARGS, `--junitxml=${name}.xml`];
await attempt('Plain pytest', python, ['-m', 'pytest', ...argsFor('plain')], { cwd: folder, env });
const jest = [join(ROOT, 'node_modules/jest/bin/jest.js'), '-i'];
await attempt('In a child', process.execPath, jest, { cwd: folder, env: { ...env, SUITE_ARGS: argsFor('child').join(' ') } });

const [plain, child] = ['plain', 'child'].map((name) => outcomesIn(join(folder, `${name}.xml`)));
const differing = [...new Set([...plain.keys(), ...child.keys()])].filter((test) => plain.get(test) !== child.get(test));
for (const test of differing) process.stdout.write(`${test}: ${plain.get(test)} in plain pytest, ${child.get(test)} in a child\n`);
for (const [name, all] of Object.entries({ plain, child })) process.stdout.write(`${name}: ${countsOf(all)}\n`);
keepCounts('dspy', { passed: plain.size - differing.length, failed: differing.length, skipped: 0 });
process.exitCode = differing.length > 0 || plain.size === 0 ? 1 : 0;

/** By the name of each test. */
function outcomesIn(file) {
  if (!existsSync(file)) return new Map();
  const found = readFileSync(file, 'utf8').matchAll(/<testcase classname="([^"]*)" name="([^"]*)"[^>]*?(\/>|>\s*<(\w+))/g);
  return new Map([...found].map(([, where, name, , inner]) => [`${where}::${name}`, wordOf(inner)]));
}

function wordOf(inner) {
  return { failure: 'failed', error: 'an error', skipped: 'skipped' }[inner] ?? 'passed';
}

function countsOf(all) {
  const words = [...all.values()];
  return [...new Set(words)]
    .sort()
    .map((word) => `${words.filter((one) => one === word).length} ${word}`)
    .join(', ');
}
