import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type Finding, ok, troubleOr, wrong } from './finding';

/** A run with four workers and as many Python processes opens about so many files, and starts about so many processes. */
const FEWEST_FILES = 256;
const FEWEST_PROCESSES = 64;

/** What the system says of this process and of its group; null where it says nothing. */
export interface SystemLimits {
  readonly openFiles: number | null;
  /** How many more processes this user, or this container, may start. */
  readonly moreProcesses: number | null;
}

export function checkLimits({ openFiles, moreProcesses }: SystemLimits = readLimits()): Finding[] {
  const files = openFiles === null ? 'files not known' : `${openFiles} files`;
  return troubleOr(ok('limits', `${files}, ${moreProcesses ?? 'any number of'} more processes`), [
    openFiles !== null && openFiles < FEWEST_FILES
      ? wrong(
          'limits',
          `A process may open ${openFiles} files; a run needs ${FEWEST_FILES}.`,
          'ulimit -n 4096   # then npx jest in the same shell',
        )
      : undefined,
    moreProcesses !== null && moreProcesses < FEWEST_PROCESSES
      ? wrong(
          'limits',
          `${moreProcesses} more processes may be started; a run needs ${FEWEST_PROCESSES}.`,
          'ulimit -u 4096   # in a container: docker run --pids-limit 4096',
        )
      : undefined,
  ]);
}

function readLimits(): SystemLimits {
  const text = readOr('/proc/self/limits', '');
  const own = limitIn(text, 'Max processes');
  const free = [
    // Who is root is not counted.
    ...(own === null || process.getuid?.() === 0 ? [] : [own - processesOfUser()]),
    ...groupLimit(),
  ];
  return { openFiles: limitIn(text, 'Max open files'), moreProcesses: free.length === 0 ? null : Math.max(0, Math.min(...free)) };
}

/** The soft limit, which is the first of two; null where there is none. */
function limitIn(text: string, name: string): number | null {
  const value = new RegExp(`^${name}\\s+(\\d+)`, 'm').exec(text)?.[1];
  return value === undefined ? null : Number(value);
}

function processesOfUser(): number {
  const uid = process.getuid?.();
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statSync(`/proc/${name}`, { throwIfNoEntry: false })?.uid === uid)
    .length;
}

function groupLimit(): number[] {
  const most = Number(readOr('/sys/fs/cgroup/pids.max', ''));
  const now = Number(readOr('/sys/fs/cgroup/pids.current', ''));
  return Number.isInteger(most) && most > 0 ? [most - now] : [];
}

function readOr(path: string, otherwise: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : otherwise;
}
