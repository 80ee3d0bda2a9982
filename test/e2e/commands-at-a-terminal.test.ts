import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { atATerminal } from './at-a-terminal';
import { COMPILE_CACHE, makeProject, type Project } from './run-jest';

const CLI = resolve(__dirname, '../../.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');
const PYTHON = resolve(__dirname, '../../.venv/bin/python');
const ENTER = '\r';
/** The cursor goes to the line's begin, and takes away what stands there. */
const CLEARED = '\r\x1b[K';
const [CTRL_C, CTRL_D] = ['\x03', '\x04'];

let project: Project;
beforeEach(() => {
  project = makeProject({});
});
afterEach(() => project.remove());

function type(words: readonly string[], typed: readonly (readonly [string, string])[] = [], env: Record<string, string> = {}) {
  const given = { DSPEX_STATE_DIR: join(project.folder, '.state'), NODE_COMPILE_CACHE: COMPILE_CACHE, DSPEX_PYTHON: '/no/python', ...env };
  return atATerminal([process.execPath, CLI, ...words], { cwd: project.folder, env: given, typed });
}

describe('init asks before it writes', () => {
  beforeEach(() => rmSync(join(project.folder, 'jest.config.js')));

  // Fails when a person's answer is taken for another, or when a question that nobody answers waits for ever.
  test.each([
    ['Enter', ENTER, true],
    ['yes', `yes${ENTER}`, true],
    ['n', `n${ENTER}`, false],
    ['another word', `what?${ENTER}`, false],
    ['Ctrl-C', CTRL_C, false],
    ['Ctrl-D', CTRL_D, false],
  ])('%s', async (_, answer, isWritten) => {
    const { output, exitCode } = await type(['init'], [['Write this?', answer]]);
    expect(output).toContain('[Y/n]');
    expect({ exitCode, isThere: existsSync(join(project.folder, 'jest.config.js')) }).toEqual({ exitCode: 0, isThere: isWritten });
  });
});

// Fails when a person looks at a command that says nothing, or when the line stays after what it speaks of.
test('doctor says what it is doing while that lasts, and takes the line away', async () => {
  const slow = join(project.folder, 'slow-python');
  writeFileSync(slow, `#!/bin/sh\nsleep 1.2\nexec ${PYTHON} "$@"\n`);
  chmodSync(slow, 0o755);
  const { output } = await type(['doctor'], [], { DSPEX_PYTHON: slow });
  const [before = '', ...said] = output.split(/Looking at Jest and Python … \d+ s/);
  expect(said).not.toEqual([]);
  expect([before.endsWith(CLEARED), said.at(-1)?.startsWith(CLEARED)]).toEqual([true, true]);
});
