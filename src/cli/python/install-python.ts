import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findPython } from '../../bridge/server/find-python';
import { pythonIn } from '../../bridge/server/venvs';
import { packageFolder } from '../../project/installed';
import { runOnce } from '../../resources/os/start-process';
import { DspexError } from '../../shared/errors';
import { quoted } from '../../shared/jest-command';
import { PINNED_DSPY, TESTED } from '../../shared/tested-versions';
import { withProgress } from '../terminal/progress';
import { say, sayJson } from '../terminal/say';
import { basePython, onPath } from './base-python';

export interface InstallOptions {
  /** Says what it would do. */
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Downloads of a slow line. */
const LIMIT_MS = 900_000;

type Step = readonly [command: string, ...args: string[]];

/** Makes `.venv` in the project, where it is missing, and puts the tested DSPy into it. Throws PYTHON_NOT_FOUND, PYTHON_INSTALL_FAILED. */
export async function installPython(cwd: string, env: NodeJS.ProcessEnv, { dryRun = false, json = false }: InstallOptions): Promise<void> {
  const folder = packageFolder(cwd);
  const steps = await stepsFor(folder, env);
  const commands = steps.map((step) => step.map(quoted).join(' '));
  for (const [index, step] of steps.entries()) {
    if (!json) say(`$ ${commands[index]}`);
    if (!dryRun) await withProgress('Installing', () => run(step, folder, env));
  }
  const found = dryRun ? null : await findPython({ rootDir: folder, configured: pythonIn(venvOf(folder)), env: { PATH: env.PATH } });
  if (json) sayJson({ commands, done: !dryRun, python: found?.version ?? null, dspy: found?.dspy ?? null });
  else if (found !== null) say(`Python ${found.version} with DSPy ${found.dspy} in ${venvOf(folder)}. Tests find it there by themselves.`);
}

const venvOf = (folder: string): string => join(folder, '.venv');

/** By uv where it is installed: it is faster, and brings a Python where there is none. */
async function stepsFor(folder: string, env: NodeJS.ProcessEnv): Promise<Step[]> {
  const venv = venvOf(folder);
  const python = pythonIn(venv);
  const isThere = existsSync(python);
  const [uv] = env.DSPEX_PYTHON ? [] : onPath('uv', env);
  if (uv !== undefined) {
    const make: Step = [uv, 'venv', '--python', TESTED.python.newest, venv];
    return [...(isThere ? [] : [make]), [uv, 'pip', 'install', '--python', python, PINNED_DSPY]];
  }
  const install: Step = [python, '-m', 'pip', 'install', '--disable-pip-version-check', PINNED_DSPY];
  if (isThere) return [install];
  const base = await basePython(env, folder);
  if (base === undefined) throw noBase();
  return [[base, '-m', 'venv', venv], install];
}

async function run([command, ...args]: Step, cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const ran = await runOnce(command, args, { cwd, env, timeoutMs: LIMIT_MS });
  if (ran.exitCode === 0) return;
  throw new DspexError({
    code: 'PYTHON_INSTALL_FAILED',
    what: `"${[command, ...args].map(quoted).join(' ')}" did not end well.`,
    why: lastLines(ran.stderr) || ran.failure || `it ended with exit code ${ran.exitCode}`,
    next: [command, ...args].map(quoted).join(' '),
    cause: ran.cause,
  });
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join('\n');
}

function noBase(): DspexError {
  const { oldest, newest } = TESTED.python;
  return new DspexError({
    code: 'PYTHON_NOT_FOUND',
    what: 'There is no Python to make a virtual environment with.',
    why: `looked on the PATH for uv, and for Python ${oldest} to ${newest} with venv and ensurepip`,
    next: 'apt-get install python3-venv   # or uv: https://docs.astral.sh/uv/',
  });
}
