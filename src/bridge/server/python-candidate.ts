import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { pythonIn, venvAbove } from './venvs';

export interface PythonSearch {
  readonly rootDir: string;
  /** `python.executable` of the options. */
  readonly configured?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface Candidate {
  readonly command: string;
  readonly source: string;
}

/**
 * The interpreter that the search would find, where it can be started without being asked what it is; undefined where it has to be asked.
 *
 * A script is a shim: it chooses an interpreter by the folder that it is started in, and takes 130 ms for each start.
 */
export function plainInterpreter(search: PythonSearch): string | undefined {
  const candidate = firstCandidate(search);
  if (candidate === undefined || !/[\\/]/.test(candidate.command)) return undefined;
  const path = resolve(search.rootDir, candidate.command);
  return isBinary(path) ? path : undefined;
}

function isBinary(path: string): boolean {
  const start = Buffer.alloc(2);
  try {
    const file = openSync(path, 'r');
    try {
      return readSync(file, start, 0, 2, 0) === 2 && start.toString('latin1') !== '#!';
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}

/** The first that is there, in the order of the search. */
export function firstCandidate({ rootDir, configured, env }: PythonSearch): Candidate | undefined {
  if (env.DSPEX_PYTHON) return { command: env.DSPEX_PYTHON, source: 'DSPEX_PYTHON' };
  if (configured !== undefined) return { command: configured, source: 'the option dspex.python.executable' };
  if (env.VIRTUAL_ENV) return { command: pythonIn(env.VIRTUAL_ENV), source: 'VIRTUAL_ENV' };
  const venv = venvAbove(rootDir);
  return venv === undefined ? onPath(env) : { command: pythonIn(venv), source: venv };
}

function onPath(env: NodeJS.ProcessEnv): Candidate | undefined {
  const names = process.platform === 'win32' ? ['python.exe'] : ['python3', 'python'];
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const name = names.find((candidate) => existsSync(join(folder, candidate)));
    if (name !== undefined) return { command: join(folder, name), source: 'PATH' };
  }
  return undefined;
}
