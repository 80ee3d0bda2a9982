import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { RunOptions, StartedJest } from '../e2e/run-jest';
import { isOutOfDescriptors, limitDescriptors } from './descriptors';
import { send } from './kill-run';
import { processesBelow, type Role } from './processes-of-run';

/** The longest wait of the runs: what hangs longer is told. */
export const MAX_WAIT_MS = 2_000;

/** One way in which a machine or a program fails a whole run. */
export interface Fault {
  readonly name: string;
  /** Of `dspex`, besides the limit. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** How the run is started, where it matters. */
  readonly by?: RunOptions['by'];
  /** What is done while the run goes on; called every few milliseconds until it is over. */
  during?(main: number): void;
  /** Done once, when there is something to do it to; gives the process that is its victim. */
  once?(jest: StartedJest): number | undefined;
  /** What a run says, or a victim shows, that has met the fault: one that passes without is idle, and proves nothing. */
  readonly bites?: { readonly says: RegExp; shows?(victim: number): boolean };
  /** Every failure of its tests has a code of ours. */
  readonly isTyped: boolean;
  /** Nobody may be left to tidy up: the next run does it. */
  readonly losesGuards?: boolean;
}

const pidsOf = (main: number, role: Role): number[] =>
  processesBelow(main)
    .filter((process) => process.role === role)
    .map(({ pid }) => pid);

const eachOf =
  (role: Role, signal: NodeJS.Signals) =>
  (main: number): void => {
    for (const pid of pidsOf(main, role)) send(pid, signal);
  };

/** So small that what a test writes fills it. */
const SMALL_DISK = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=256k none "$TMPDIR" && exec "$@"', 'sh'];

const NO_DESCRIPTORS = { says: /EMFILE|too many open files/i, shows: isOutOfDescriptors };

export const FAULTS: readonly Fault[] = [
  { name: 'a preload that hangs', options: { python: { preload: ['hangs'] } }, isTyped: true },
  { name: 'a hello that never answers', during: eachOf('spare', 'SIGSTOP'), isTyped: true },
  { name: 'a watchdog that ends at once', during: eachOf('watchdog', 'SIGKILL'), isTyped: true, losesGuards: true },
  { name: 'a reaper that ends at once', during: eachOf('reaper', 'SIGKILL'), isTyped: true, losesGuards: true },
  ...(mounts() ? [{ name: 'a full disk', by: SMALL_DISK, isTyped: false, bites: { says: /ENOSPC|no space left/i } }] : []),
  ...(existsSync('/usr/bin/prlimit')
    ? [
        { name: 'a worker without descriptors', once: limited('worker'), isTyped: false, bites: NO_DESCRIPTORS },
        { name: 'a host without descriptors', once: limited('jest'), isTyped: false, bites: NO_DESCRIPTORS },
        { name: 'a fork server without descriptors', once: limited('fork server'), isTyped: false, bites: NO_DESCRIPTORS },
      ]
    : []),
  { name: 'a stopped host', once: stopForAWhile, isTyped: true },
];

/** Whether this user may mount: a namespace of its own is all that it takes. */
function mounts(): boolean {
  return spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0;
}

/** As many descriptors as it has: it gets no more. */
function limited(role: Role) {
  return ({ child }: StartedJest): number | undefined => {
    const [pid] = pidsOf(child.pid as number, role);
    if (pid !== undefined) limitDescriptors(pid);
    return pid;
  };
}

function stopForAWhile({ child }: StartedJest): number | undefined {
  child.kill('SIGSTOP');
  setTimeout(() => child.kill('SIGCONT'), 1.5 * MAX_WAIT_MS);
  return child.pid;
}
