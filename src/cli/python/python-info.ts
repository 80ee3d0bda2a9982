import { findPython } from '../../bridge/server/find-python';
import { isDspexError } from '../../shared/errors';
import { TESTED } from '../../shared/tested-versions';
import type { TypedProject } from '../config/projects';
import { say, sayJson } from '../terminal/say';

/** Says which Python the tests of each project run in. Throws what findPython throws; with JSON, that is told. */
export async function tellPython(projects: readonly TypedProject[], env: NodeJS.ProcessEnv, asJson: boolean): Promise<void> {
  const told = await Promise.all(projects.map((project) => pythonOf(project, env, asJson)));
  if (asJson)
    sayJson({
      tested: {
        python: `${TESTED.python.oldest} to ${TESTED.python.newest}`,
        dspy: `${TESTED.dspy.lines.at(-1)} to ${TESTED.dspy.lines[0]}`,
      },
      projects: told,
    });
  else for (const lines of told) for (const [name, value] of Object.entries(lines)) say(`${name.padEnd(11)}${value}`);
}

async function pythonOf({ rootDir, python }: TypedProject, env: NodeJS.ProcessEnv, asJson: boolean): Promise<Record<string, unknown>> {
  try {
    const { executable, version, dspy, source } = await findPython({ rootDir, configured: python.executable, env });
    return { project: rootDir, executable, foundBy: source, python: version, dspy, path: python.path.join(', ') };
  } catch (error) {
    if (!asJson || !isDspexError(error)) throw error;
    process.exitCode = 1;
    const { code, what, next } = error.parts;
    return { project: rootDir, problem: { code, what, next } };
  }
}
