import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup, PYTHON, ROOT } from './setup.mjs';
import { fail, run } from './step.mjs';

const OUTCOME = join(ROOT, '.stage', 'outcome.json');
const args = process.argv.slice(2);

await setup();
const { stage } = await import('./stage.mjs');
stage();
// ESM-only packages are loaded by import(), which Jest's sandbox allows only under this flag.
const jest = ['--experimental-vm-modules', '--no-warnings', join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', 'test/jest.config.js'];
const jestCode = await run(process.execPath, [...jest, '--json', `--outputFile=${OUTCOME}`, ...args], { cwd: ROOT });
const pythonCode = args.length > 0 ? 0 : await run(PYTHON, ['-m', 'unittest', 'discover', '-s', 'python/tests', '-t', 'python'], { cwd: ROOT });
if (pythonCode !== 0) fail('The Python tests failed.', 'see above', `${PYTHON} -m unittest discover -s python/tests -t python`);
const outcome = JSON.parse(readFileSync(OUTCOME, 'utf8'));
const counts = [`${outcome.numPassedTests} passed`, `${outcome.numFailedTests + outcome.numRuntimeErrorTestSuites} failed`];
if (outcome.numPendingTests > 0) counts.push(`${outcome.numPendingTests} skipped`);
process.stdout.write(`${counts.join(', ')}\n`);
process.exit(jestCode);
