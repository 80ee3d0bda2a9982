import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsLine, countsOfJest, countsOfUnittest, forgetCounts, keepCounts, sumCounts } from './counts.mjs';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { filesIn, isMain } from './stamp.mjs';
import { run } from './step.mjs';

/** Suites with a command of their own: they take long, or need more than this machine has at hand. */
const APART = ['test/compat'];

if (isMain(import.meta.url)) {
  const jestArgs = process.argv.slice(2);
  // Arguments select among Jest's tests; who gives some is not after the Python ones.
  const withPython = jestArgs.length === 0 && filesIn('python/tests').length > 0;
  process.exitCode = await runTests('test', jestArgs, {}, withPython);
}

/** Builds, stages and runs tests; keeps their counts under a name and gives the exit code. */
export async function runTests(name, jestArgs, env, withPython = false) {
  forgetCounts(name);
  await setup({ forTest: true });
  stage();
  const counts = [await runJest(name, jestArgs, env)];
  if (withPython) counts.push(await runUnittest());
  const sum = sumCounts(counts);
  keepCounts(name, sum);
  process.stdout.write(`${countsLine(sum)}\n`);
  return counts.every(({ code }) => code === 0) ? 0 : 1;
}

async function runJest(name, jestArgs, env) {
  const outcome = join(ROOT, '.stage', `outcome-${name}.json`);
  rmSync(outcome, { force: true });
  // ESM-only packages are loaded by import(), which Jest's sandbox allows only under this flag.
  const jest = [
    '--experimental-vm-modules',
    '--no-warnings',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    '--config',
    'test/jest.config.js',
  ];
  const left = APART.filter((folder) => !jestArgs.some((arg) => arg.startsWith(folder))).flatMap((folder) => [
    '--testPathIgnorePatterns',
    `/${folder}/`,
  ]);
  const args = [...jest, '--json', `--outputFile=${outcome}`, ...jestArgs, ...left];
  const code = await run(process.execPath, args, { cwd: ROOT, env: { ...process.env, ...env } });
  return atLeastOneFailed({ ...countsOfJest(outcome), code });
}

async function runUnittest() {
  let output = '';
  const args = ['-m', 'unittest', 'discover', '-s', 'python/tests', '-t', 'python'];
  process.stdout.write(`\npython ${args.join(' ')}\n`);
  const code = await run(PYTHON, args, { cwd: ROOT, onStderr: (text) => (output += text) });
  return atLeastOneFailed({ ...countsOfUnittest(output), code });
}

/** Counts and exit code never disagree: a crash after the last test is a failure, too. */
function atLeastOneFailed(counts) {
  return counts.code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
