import { delimiter, isAbsolute, join } from 'node:path';
import { findPython } from '../bridge/server/find-python';
import { saidToNode, wordsMark } from '../bridge/server/python-words';
import { runOnce } from '../resources/os/start-process';
import type { WireError } from '../shared/errors';
import { PYTHON_PACKAGE_FOLDER } from '../shared/own-folders';
import type { TypedProject } from './config/projects';
import type { ModuleShape } from './declaration';

/** What Python told of one path. */
export type Described = (ModuleShape & { readonly problem: string | null }) | { readonly error: WireError };

/** A module that trains or downloads while it is imported is given this long. */
const LIMIT_MS = 120_000;
const DESCRIBE = 'from dspex_bridge.describe import main; main()';

/**
 * Imports the modules in a Python process that reaches no network, and tells what each takes and gives. One that ends the process, or hangs,
 * is told as an error; the others are read in another.
 *
 * Throws PYTHON_NOT_FOUND, PYTHON_TOO_OLD, DSPY_NOT_FOUND.
 */
export async function describeModules(
  paths: readonly string[],
  { rootDir, python }: TypedProject,
  env: NodeJS.ProcessEnv,
): Promise<Record<string, Described>> {
  const { executable } = await findPython({ rootDir, configured: python.executable, env });
  const folders = python.path.map((folder) => (isAbsolute(folder) ? folder : join(rootDir, folder)));
  const described: Record<string, Described> = {};
  for (let left = paths; left.length > 0; left = left.filter((path) => !(path in described))) {
    const asked = JSON.stringify({ paths: left, folders, mark: wordsMark });
    const ran = await runOnce(executable, ['-c', DESCRIBE, asked], { cwd: rootDir, env: withPackage(env), timeoutMs: LIMIT_MS });
    for (const word of ran.stdout.split('\n').map(saidToNode)) Object.assign(described, word);
    const [path] = left.filter((one) => !(one in described));
    if (path !== undefined) described[path] = { error: endedBy(path, executable, ran) };
  }
  return described;
}

function withPackage(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PYTHONPATH: [PYTHON_PACKAGE_FOLDER, env.PYTHONPATH].filter(Boolean).join(delimiter) };
}

function endedBy(path: string, executable: string, ran: Awaited<ReturnType<typeof runOnce>>): WireError {
  return {
    code: 'PYTHON_ERROR',
    what: `Python ended while it read "${path}", before it told its types.`,
    why: ran.exitCode === undefined ? (ran.failure ?? 'a signal ended it') : `it ended with exit code ${ran.exitCode}`,
    next: `${executable} -c 'import ${path.split(':')[0]}'`,
    detail: ran.stderr,
  };
}
