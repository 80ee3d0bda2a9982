import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsLine, countsOfJest, countsOfUnittest, forgetCounts, keepCounts, sumCounts } from './counts.mjs';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { filesIn, isMain } from './stamp.mjs';
import { run, runSilently } from './step.mjs';

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
  // At once: alone, neither keeps the cores busy.
  const unittest = withPython ? runUnittest() : undefined;
  const counts = [await runJest(name, jestArgs, env)];
  if (unittest !== undefined) counts.push(told(await unittest));
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
  const args = ['-m', 'unittest', 'discover', '-s', 'python/tests', '-t', 'python'];
  const { code, output } = await runSilently(PYTHON, args, { cwd: ROOT });
  return { ...countsOfUnittest(output), code, output: `\npython ${args.join(' ')}\n${output}` };
}

function told({ output, ...counts }) {
  process.stdout.write(output);
  return atLeastOneFailed(counts);
}

/** Counts and exit code never disagree: a crash after the last test is a failure, too. */
function atLeastOneFailed(counts) {
  return counts.code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
