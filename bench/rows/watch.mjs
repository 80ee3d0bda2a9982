import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { PYTHON } from '../../scripts/python.mjs';
import { ownEnvironment, passedTests } from '../runner/command.mjs';
import { folderOf, JEST, project } from '../runner/projects.mjs';
import { chainTests } from './tests.mjs';

const TESTS = 3;
const LIMIT_MS = 60_000;
/** The last line of a run. */
const LAST = /^Time: /m;
const OURS = "module.exports = { preset: '@dspex/jest-preset', watchman: false };\n";
const PLAIN = "module.exports = { testEnvironment: 'node', watchman: false };\n";
const EMPTY = `for (let i = 0; i < ${TESTS}; i++) test('test ' + i, () => {});\n`;

const WATCH = {
  name: 'watch: one changed file again',
  contenders: {
    ours: { shown: `a changed file of ${TESTS} DSPy tests again`, own: true },
    plain: { shown: 'plain Jest, the same file empty' },
  },
  beside: [{ ours: 'ours', base: ['plain'], beside: 'plain Jest, the same file empty', as: 'more', goal: '+ 60 ms', beyond: '+ 30 ms' }],
  async prepare(site, onEnd) {
    const folder = folderOf(site, 'watch');
    const session = async (name, text, config) => {
      const watched = await openWatch(project(join(folder, name), { 't.test.js': text }, config));
      onEnd(watched.close);
      return { many: watched.again };
    };
    return { ours: await session('ours', chainTests('namespace', 0, TESTS), OURS), plain: await session('plain', EMPTY, PLAIN) };
  },
};

/** A watch session that has run its file once. `again` changes the file, and tells how long it takes until Jest has told what came out. */
async function openWatch(cwd) {
  const child = spawn(process.execPath, [JEST, '--watchAll', '--silent'], {
    cwd,
    env: { ...ownEnvironment(), DSPEX_PYTHON: PYTHON },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  let output = '';
  let heard = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      heard();
    });
  const run = async (start) => {
    output = '';
    const startedAt = performance.now();
    start();
    await until(
      () => LAST.test(stripVTControlCharacters(output)),
      (listener) => (heard = listener),
      ended,
      () => `${cwd}\n${output}`,
    );
    const wall = performance.now() - startedAt;
    if (passedTests(output) !== TESTS)
      throw new Error(`${passedTests(output)} tests passed, not ${TESTS}: jest --watchAll in ${cwd}\n${output}`);
    return { wall, cpu: null };
  };
  const close = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  try {
    await run(() => undefined);
  } catch (error) {
    await close();
    throw error;
  }
  return { again: () => run(() => appendFileSync(join(cwd, 't.test.js'), '// changed\n')), close };
}

function until(isThere, listen, ended, told) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`jest --watchAll said nothing in ${LIMIT_MS / 1000} s in ${told()}`)), LIMIT_MS);
    const settle = (settled) => {
      clearTimeout(timer);
      settled();
    };
    listen(() => isThere() && settle(resolve));
    ended.then((code) => settle(() => reject(new Error(`jest --watchAll ended with ${code} in ${told()}`))));
  });
}

export const WATCH_ROWS = [WATCH];
