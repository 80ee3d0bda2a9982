import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { countsLine, countsOfJest, countsOfUnittest, forgetCounts, keepCounts, sumCounts } from './counts.mjs';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { stage } from './stage.mjs';
import { filesIn } from './stamp.mjs';
import { run } from './step.mjs';

const OUTCOME = join(ROOT, '.stage', 'outcome.json');
const jestArgs = process.argv.slice(2);

forgetCounts();
await setup({ forTest: true });
stage();
const counts = [await runJest()];
// Arguments select among Jest's tests; who gives some is not after the Python ones.
if (jestArgs.length === 0 && filesIn('python/tests').length > 0) counts.push(await runUnittest());
const sum = sumCounts(counts);
keepCounts(sum);
process.stdout.write(`${countsLine(sum)}\n`);
process.exitCode = counts.every(({ code }) => code === 0) ? 0 : 1;

async function runJest() {
  rmSync(OUTCOME, { force: true });
  // ESM-only packages are loaded by import(), which Jest's sandbox allows only under this flag.
  const jest = [
    '--experimental-vm-modules',
    '--no-warnings',
    join(ROOT, 'node_modules/jest/bin/jest.js'),
    '--config',
    'test/jest.config.js',
  ];
  const code = await run(process.execPath, [...jest, '--json', `--outputFile=${OUTCOME}`, ...jestArgs], { cwd: ROOT });
  return atLeastOneFailed({ ...countsOfJest(OUTCOME), code });
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
