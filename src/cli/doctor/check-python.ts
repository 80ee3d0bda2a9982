import { type FoundPython, findPython } from '../../bridge/server/find-python';
import { runOnce } from '../../resources/os/start-process';
import { isDspexError } from '../../shared/errors';
import { PYTHON_PACKAGE_FOLDER } from '../../shared/own-folders';
import { PINNED_DSPY, TESTED } from '../../shared/tested-versions';
import type { TypedProject } from '../config/projects';
import { isOlder } from './check-versions';
import { type Finding, note, ok, wrong } from './finding';

/** An import of DSPy on a machine that is busy. */
const LIMIT_MS = 60_000;
/** All names of DSPy's that the bridge needs, those that are private too. */
const IMPORTS = 'import dspy, dspex_bridge.dspy_door.names';

/** Python and DSPy as the tests of a project find them. Without any, what needs none runs all the same. */
export async function checkPython({ rootDir, python }: TypedProject, env: NodeJS.ProcessEnv): Promise<Finding> {
  try {
    return await judged(await findPython({ rootDir, configured: python.executable, env }), rootDir, env);
  } catch (error) {
    if (!isDspexError(error)) throw error;
    const { what, next } = error.parts;
    const isNamed = env.DSPEX_PYTHON !== undefined || python.executable !== undefined;
    return (isNamed ? wrong : note)('python', `${what} Tests of layer unit run without.`, next);
  }
}

async function judged({ executable, version, dspy, source }: FoundPython, cwd: string, env: NodeJS.ProcessEnv): Promise<Finding> {
  const began = performance.now();
  const path = [PYTHON_PACKAGE_FOLDER, env.PYTHONPATH].filter(Boolean).join(':');
  const ran = await runOnce(executable, ['-c', IMPORTS], { cwd, env: { ...env, PYTHONPATH: path }, timeoutMs: LIMIT_MS });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const install = `"${executable}" -m pip install '${PINNED_DSPY}'`;
  const about = `${version} with DSPy ${dspy} (${source})`;
  if (ran.exitCode !== 0)
    return wrong('python', `${about} does not import: ${ran.stderr.trim().split('\n').pop() || ran.failure}`, install);
  const { python, dspy: known } = TESTED;
  if (!known.lines.some((line) => dspy === line || dspy.startsWith(`${line}.`)))
    return wrong('python', `${about}: this version is made for DSPy ${known.lines.at(-1)} to ${known.lines[0]}.`, install);
  if (isOlder(python.newest, version.replace(/\.\d+$/, '')))
    return note('python', `${about}: tested with Python ${python.oldest} to ${python.newest}.`, `python${python.newest} -m venv .venv`);
  return ok('python', `${about}, imported in ${seconds} s`);
}
