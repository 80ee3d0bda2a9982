import { isAbsolute, join } from 'node:path';
import { findPython } from '../bridge/server/find-python';
import { saidToNode, wordsMark } from '../bridge/server/python-words';
import { runOnce } from '../resources/os/start-process';
import { DspexError, type WireError } from '../shared/errors';
import { PYTHON_PACKAGE_FOLDER } from '../shared/own-folders';
import type { TypedProject } from './config/projects';
import type { ModuleShape } from './declaration';

/** What Python told of one path. */
export type Described = (ModuleShape & { readonly problem: string | null }) | { readonly error: WireError };

/** A module that trains or downloads while it is imported is given this long. */
const LIMIT_MS = 120_000;
const DESCRIBE = 'from dspex_bridge.describe import main; main()';

/**
 * Imports the modules in a Python process that reaches no network, and tells what each takes and gives.
 *
 * Throws PYTHON_NOT_FOUND, PYTHON_TOO_OLD, DSPY_NOT_FOUND, and PYTHON_ERROR where the process ends without a word.
 */
export async function describeModules(
  paths: readonly string[],
  { rootDir, python }: TypedProject,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, Described>> {
  const { executable } = await findPython({ rootDir, configured: python.executable, env });
  const folders = python.path.map((folder) => (isAbsolute(folder) ? folder : join(rootDir, folder)));
  const asked = JSON.stringify({ paths, folders, mark: wordsMark });
  const ran = await runOnce(executable, ['-c', DESCRIBE, asked], {
    cwd: rootDir,
    env: { ...env, PYTHONPATH: [PYTHON_PACKAGE_FOLDER, env.PYTHONPATH].filter(Boolean).join(':') },
    timeoutMs: LIMIT_MS,
  });
  const said = ran.stdout.split('\n').map(saidToNode);
  const told = said.find((word) => word !== undefined);
  if (told !== undefined) return told as Record<string, Described>;
  throw new DspexError({
    code: 'PYTHON_ERROR',
    what: 'Python ended before it told the types of the modules.',
    why: ran.failure ?? `it ended with exit code ${ran.exitCode}`,
    next: `${executable} -c 'import ${paths[0]?.split(':')[0]}'`,
    detail: ran.stderr,
  });
}
