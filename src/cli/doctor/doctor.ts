import { packageFolder } from '../../project/installed';
import { isDspexError } from '../../shared/errors';
import { PACKAGE_VERSION } from '../../shared/own-version';
import { typedProjectsOf } from '../config/projects';
import { shownConfig } from '../config/shown-config';
import { paint } from '../terminal/paint';
import { withProgress } from '../terminal/progress';
import { say, sayJson } from '../terminal/say';
import { checkConfig } from './check-config';
import { checkLeftovers } from './check-leftovers';
import { checkLimits } from './check-limits';
import { checkFolders, checkSockets } from './check-places';
import { checkProxy } from './check-proxy';
import { checkPython } from './check-python';
import { checkDisk, checkSharedMemory } from './check-room';
import { checkJest, checkNode } from './check-versions';
import { type Finding, wrong } from './finding';

/** Jest's own explanations are pages. */
const LONGEST_WHY = 240;

/** Looks at all that a run needs, and sets the exit code to 1 where something is wrong. */
export async function doctor(cwd: string, env: NodeJS.ProcessEnv, asJson: boolean): Promise<void> {
  const findings = await withProgress('Looking at Jest and Python', () => examine(cwd, env));
  const problems = findings.filter(({ state }) => state === 'wrong').length;
  if (problems > 0) process.exitCode = 1;
  const platform = `${process.platform} ${process.arch}`;
  if (asJson) sayJson({ package: PACKAGE_VERSION, platform, problems, findings });
  else tell(findings, problems);
}

async function examine(cwd: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const folder = packageFolder(cwd);
  const ofProject = examineProject(cwd, folder, env);
  const ofMachine = [checkSockets(), checkFolders(env), checkLeftovers(), checkSharedMemory(), checkLimits(), checkDisk(), checkProxy(env)];
  const found = [checkNode(process.version), checkJest(folder, env), ofProject, ...ofMachine];
  return (await Promise.all(found)).flat();
}

async function examineProject(cwd: string, folder: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const config = await shownConfig(cwd, env);
    const pythons = await Promise.all(typedProjectsOf(config).map((project) => checkPython(project, env)));
    // Projects that find the same are told once.
    return [...checkConfig(config), ...new Map(pythons.map((finding) => [finding.what, finding])).values()];
  } catch (error) {
    if (!isDspexError(error)) throw error;
    const { what, why, next } = error.parts;
    return [
      wrong('config', `${what} ${why.replace(/\s+/g, ' ').slice(0, LONGEST_WHY)}`, next),
      await checkPython({ rootDir: folder, python: { path: ['.'] } }, env),
    ];
  }
}

const COLOURS = { ok: 'green', note: 'yellow', wrong: 'red' } as const;

function tell(findings: readonly Finding[], problems: number): void {
  for (const { check, state, what, next } of findings) {
    say(`${paint(COLOURS[state], state.padEnd(5))}  ${check.padEnd(9)}  ${what}`);
    if (next !== null) say(`                  next: ${next}`);
  }
  say('');
  if (problems === 0) say('Nothing is wrong.');
  else say(`${problems} ${problems === 1 ? 'problem' : 'problems'}: type what stands behind "next".`);
}
