import { quoted } from '../../shared/jest-command';
import { confirm, isAttended } from '../terminal/confirm';
import { paint } from '../terminal/paint';
import { say, sayJson } from '../terminal/say';
import type { Change, Plan } from './change';
import type { CiService } from './ci';
import { type Found, findIn } from './found';
import { planOf } from './plan';
import { diffOf } from './show-diff';
import { writeChanges } from './write-changes';

export interface InitRequest {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes without asking. */
  readonly yes: boolean;
  readonly json: boolean;
  readonly ci: CiService | undefined;
}

/** Looks at the project, shows what it would change, and writes it where a person or `--yes` says so. */
export async function init({ cwd, env, yes, json, ci }: InitRequest): Promise<void> {
  const found = await findIn(cwd, env);
  const plan = planOf(found, ci);
  if (!json) tell(found, plan);
  const written = plan.changes.length > 0 && (yes || (!json && isAttended() && (await confirm('Write this?'))));
  if (written) writeChanges(found.folder, plan.changes);
  if (json) sayJson(asJson(found, plan, written));
  else for (const line of nextLines(plan, written, found)) say(line);
}

function tell(found: Found, { changes }: Plan): void {
  if (found.folder !== process.cwd()) say(`project: ${found.folder}`);
  say(`found: ${whatIsThere(found).join(' · ')}`);
  for (const change of changes) {
    say('');
    for (const line of diffOf(change).split('\n')) say(coloured(line));
  }
  say('');
}

function whatIsThere(found: Found): string[] {
  const { manifest, isModule, isTypeScript, compiler, packageManager, jestConfig, otherConfigs, python, versions } = found;
  const compiledBy = compiler === 'none' ? '' : ` with ${compiler}`;
  return [
    `${isTypeScript ? `TypeScript${compiledBy}` : 'JavaScript'} in ${isModule ? 'ES modules' : 'CommonJS'}`,
    manifest === undefined ? 'no package.json' : packageManager,
    versions.jest === undefined ? 'no Jest' : `Jest ${versions.jest}`,
    jestConfig === undefined ? 'no config of Jest' : [jestConfig, ...otherConfigs].join(', '),
    python.python === null ? `no DSPy (${python.problem?.what.replace(/\.$/, '')})` : `Python ${python.python} with DSPy ${python.dspy}`,
  ];
}

function coloured(line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return paint('bold', line);
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : line;
}

function nextLines({ changes, toDo }: Plan, written: boolean, found: Found): string[] {
  const steps = toDo.flatMap(({ what, next }) => [what, `  next: ${next}`]);
  if (changes.length === 0) return [...steps, 'Nothing to write: the project is set up.', ...(toDo.length > 0 ? [] : [runLine(found)])];
  const names = changes.map(({ path }) => quoted(path)).join(' ');
  if (!written) return [...steps, `Nothing is written yet.`, `  next: npx dspex-jest init --yes   # writes ${names}`];
  return [`Written: ${names}`, ...steps, runLine(found)];
}

function runLine({ packageManager }: Found): string {
  return `  next: ${packageManager} test`;
}

function asJson(found: Found, { changes, toDo }: Plan, written: boolean): object {
  const { folder, packageManager, isModule, isTypeScript, compiler, jestConfig, versions, python, pythonPath } = found;
  return {
    found: { folder, packageManager, isModule, isTypeScript, compiler, jestConfig: jestConfig ?? null, versions, python, pythonPath },
    changes: changes.map((change: Change) => ({ path: change.path, isNew: change.before === null, diff: diffOf(change) })),
    toDo,
    written,
  };
}
