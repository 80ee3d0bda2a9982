import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runOnce } from '../../resources/os/start-process';
import { TESTED } from '../../shared/tested-versions';

/** The newest that is tested first; `python3` last, whatever it is. */
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];
const FITS = `import ensurepip, sys, venv; sys.exit(not ((3, 10) <= sys.version_info[:2] <= (3, ${TESTED.python.newest.split('.')[1]})))`;

/** An interpreter that a virtual environment for DSPy can be made with; undefined where there is none. */
export async function basePython(env: NodeJS.ProcessEnv, cwd: string): Promise<string | undefined> {
  const named = env.DSPEX_PYTHON ? [env.DSPEX_PYTHON] : NAMES.flatMap((name) => onPath(name, env));
  for (const command of named) if ((await runOnce(command, ['-c', FITS], { cwd, env, timeoutMs: 30_000 })).exitCode === 0) return command;
  return undefined;
}

/** The first of this name on the PATH. */
export function onPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const places = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return places
    .map((folder) => join(folder, name))
    .filter(existsSync)
    .slice(0, 1);
}
