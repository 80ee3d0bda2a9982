import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PYTHON } from '../../scripts/python.mjs';
import { ROOT } from '../../scripts/stamp.mjs';

const TREE = join(ROOT, 'bench/runner/tree.py');
const RESULTS = join(ROOT, '.stage/bench/commands');
/** Far more than any takes, also on a busy machine: a run that hangs is an error of its row, not the end of the bench. */
const LIMIT_S = 600;
/** What would change how a contender runs. */
const NOT_PASSED_ON = ['CI', 'TEST_MODE', 'DSPEX_LM', 'DSPEX_HOST', 'TEST_ONLY', 'JEST_WORKER_ID', 'NODE_OPTIONS', 'NODE_ENV'];
let count = 0;

/**
 * Runs a command to its end: milliseconds of wall time, and of CPU of all its processes together. `passed` is the number of tests that
 * have to have passed; `reads`, a file in which the command itself writes `{ wall, cpu }` of what is to be told in its stead.
 */
export async function runCommand({ command, args, cwd, env = {}, passed, reads, limitS = LIMIT_S }) {
  if (reads !== undefined) rmSync(join(cwd, reads), { force: true });
  const { told, output } = await runTree({ command, args, cwd, env, limitS });
  const problem = problemWith(told, output, { passed, limitS });
  if (problem !== null) throw new Error(`${problem}: ${[command, ...args].join(' ')}   (in ${cwd})\n${output.slice(-3000)}`);
  return reads === undefined ? { wall: told.wall, cpu: told.cpu } : JSON.parse(readFileSync(join(cwd, reads), 'utf8'));
}

/** What keeps a run from counting; null: nothing. */
function problemWith(told, output, { passed, limitS }) {
  if (told === null) return 'it was ended from outside';
  if (told.code === null) return `it did not end in ${limitS} s`;
  if (told.code !== 0) return `it ended with ${told.code}`;
  if (told.left > 0) return `${told.left} of its processes did not end`;
  const found = passed === undefined ? undefined : passedTests(output);
  return found === passed ? null : `${found} tests passed, not ${passed}`;
}

/** As Jest and pytest say it in their last lines; 0 where neither did. */
export function passedTests(output) {
  const plain = stripVTControlCharacters(output);
  const said = /^Tests: .*?(\d+) passed/m.exec(plain) ?? /(\d+) passed(?:, \d+ warnings?)? in [\d.]+s/.exec(plain);
  return said === null ? 0 : Number(said[1]);
}

function runTree({ command, args, cwd, env, limitS }) {
  mkdirSync(RESULTS, { recursive: true });
  const result = join(RESULTS, `${process.pid}-${count++}.json`);
  const child = spawn(PYTHON, ['-I', '-S', TREE, result, String(limitS), command, ...args], {
    cwd,
    env: { ...ownEnvironment(), DSPEX_PYTHON: PYTHON, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      const told = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : null;
      rmSync(result, { force: true });
      resolve({ told, output });
    });
  });
}

export function ownEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.includes(name)));
}
