import { waitForNothing } from '../e2e/left-behind';
import { makeProject, type Project, runJest, type StartedJest, startJest } from '../e2e/run-jest';
import { processesBelow, type Role } from './processes-of-run';
import { makeTortureProject } from './project';
import type { Random } from './random';

export interface KillRun {
  /** What was done, for the message of a failure. */
  readonly story: readonly string[];
  readonly kills: number;
  readonly left: readonly string[];
}

const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGTERM', 'SIGINT', 'SIGSTOP'] as const;
const VICTIMS: readonly Role[] = ['worker', 'watchdog', 'reaper', 'fork server', 'spare', 'template', 'python', 'python', 'grandchild'];
const LAST = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGINT of the group'] as const;
const LONGEST_WAIT_MS = 400;

/**
 * One Jest run in which `kills` processes are killed at random instants, the last of them Jest's main process; then what is left of it.
 *
 * After a SIGKILL (or SIGSTOP) of the reaper or the watchdog nobody may be left who could end a process that has left its parents, group and
 * session: the next run does it, and here that run is made.
 */
export async function killAtRandom(random: Random, kills: number): Promise<KillRun> {
  const project = makeTortureProject();
  const story: string[] = [];
  const jest = startJest(project, { args: ['-w', '2'], env: { TEST_MODE: 'integration', CI: '' } });
  try {
    await untilPythonRuns(jest);
    let reaperLost = false;
    while (story.length < kills - 1 && jest.child.exitCode === null) {
      await pause(random);
      reaperLost = strike(jest, random, story) || reaperLost;
    }
    await pause(random);
    await endRun(jest, random, story);
    const left = await leftOf(project, reaperLost);
    return { story, kills: story.length, left };
  } finally {
    jest.child.kill('SIGKILL');
    await jest.finished;
    project.remove();
  }
}

/** True when nobody is left to tidy up. */
function strike(jest: StartedJest, random: Random, story: string[]): boolean {
  const running = processesBelow(jest.child.pid as number);
  const roles = VICTIMS.filter((role) => running.some((process) => process.role === role));
  if (roles.length === 0) return false;
  const role = random.pick(roles);
  const { pid } = random.pick(running.filter((process) => process.role === role));
  const signal = random.pick(SIGNALS);
  send(pid, signal);
  story.push(`${signal} to a ${role}`);
  return (role === 'reaper' || role === 'watchdog') && signal !== 'SIGTERM' && signal !== 'SIGINT';
}

/** Ends Jest's main process in one of the ways in which people and CIs do. */
export async function endRun(jest: StartedJest, random: Random, story: string[]): Promise<void> {
  const how = random.pick(LAST);
  const pid = jest.child.pid as number;
  if (how === 'SIGINT of the group') send(-pid, 'SIGINT');
  else send(pid, how);
  story.push(`${how} to jest`);
  // Workers that were stopped keep Jest's pipes open; they have to end by themselves.
  await exited(jest);
}

async function exited(jest: StartedJest): Promise<void> {
  await new Promise<void>((ended) => {
    if (jest.child.exitCode !== null || jest.child.signalCode !== null) ended();
    else jest.child.once('exit', () => ended());
  });
}

/** What a run has left; where nobody was left to tidy up, after the next run. */
export async function leftOf(project: Project, reaperLost: boolean): Promise<string[]> {
  const first = await waitForNothing(project.tmp, reaperLost ? 2_000 : undefined);
  if (!reaperLost || first.processes.length + first.files.length === 0) return [...first.processes, ...first.files];
  const next = makeProject({ 'a.test.js': "test('runs', () => undefined);\n" });
  try {
    await runJest(next, { env: { TMPDIR: project.tmp } });
  } finally {
    next.remove();
  }
  const second = await waitForNothing(project.tmp);
  return [...second.processes, ...second.files];
}

/** The moment from which there is something to kill: read from /proc, as everything here. */
export async function untilPythonRuns(jest: StartedJest): Promise<void> {
  while (
    jest.child.exitCode === null &&
    !processesBelow(jest.child.pid as number).some(({ role }) => role === 'python' || role === 'template')
  )
    await new Promise((go) => setTimeout(go, 10));
}

/** The random instant. */
function pause(random: Random): Promise<void> {
  return new Promise((go) => setTimeout(go, random.next() * LONGEST_WAIT_MS));
}

export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended meanwhile: as good a moment as any.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
