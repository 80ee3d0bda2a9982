import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON, ROOT } from '../setup.mjs';
import { runSilently } from '../step.mjs';
import { jestCommand } from '../suite.mjs';
import { brokenPart, outcomesOfJest, outcomesOfUnittest } from './outcomes.mjs';

/** Runs the suite once, in the order of a seed, and gives what became of each test. `log` gets all that was said. */
export async function runRound({ seed, jestArgs, withPython, log }) {
  const startedAt = Date.now();
  // At once, as `npm test` does it: what goes wrong only beside the other part is to be seen.
  const parts = await Promise.all([runJest(seed, jestArgs), ...(withPython ? [runPython(seed)] : [])]);
  writeFileSync(log, parts.map(({ output }) => output).join('\n'));
  return {
    seed,
    jestArgs,
    seconds: (Date.now() - startedAt) / 1000,
    files: parts.flatMap(({ files }) => files),
    tests: parts.flatMap(({ tests }) => tests),
  };
}

function runJest(seed, jestArgs) {
  const outcome = join(ROOT, '.stage/flakes/jest.json');
  const command = jestCommand([`--outputFile=${outcome}`, '--randomize', '--seed', String(seed), ...jestArgs]);
  return runPart('Jest', command, outcome, (results) => outcomesOfJest(results, ROOT));
}

function runPython(seed) {
  const outcome = join(ROOT, '.stage/flakes/python.json');
  const command = [PYTHON, [join(ROOT, 'scripts/flakes/shuffled_unittest.py'), String(seed), outcome]];
  return runPart('Python', command, outcome, outcomesOfUnittest);
}

async function runPart(name, [command, args], outcome, read) {
  rmSync(outcome, { force: true });
  const { code, signal, output } = await runSilently(command, args, { cwd: ROOT });
  const { files, tests } = existsSync(outcome) ? read(JSON.parse(readFileSync(outcome, 'utf8'))) : { files: [], tests: [] };
  const isUntold = code !== 0 && !tests.some(({ status }) => status === 'failed');
  return { files, tests: isUntold ? [...tests, brokenPart(name, signal ?? `exit code ${code}`, output)] : tests, output };
}
