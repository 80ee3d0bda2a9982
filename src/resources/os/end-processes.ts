import { sleep } from '../../shared/waits/real-timers';
import { isRunning, type KnownProcess } from './known-process';
import { isStopped, type ProcessRow, processTable, readProc, treeOf } from './process-table';

type Find = (table: readonly ProcessRow[]) => readonly ProcessRow[];

/** Polls until `isOver`, at most `withinMs`. */
export async function waitUntil(isOver: () => boolean, withinMs: number): Promise<boolean> {
  const until = performance.now() + withinMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, 20)) {
    if (isOver()) return true;
    if (performance.now() >= until) return false;
    await sleep(pauseMs);
  }
}

/** One in an uninterruptible call of the kernel ends when that returns: nobody waits for it here. */
const LONGEST_KILL_MS = 5_000;
/** A process has no command line while it starts: what it is, is not known then. One that wiped its own is waited for that long. */
const STARTS_WITHIN_MS = 200;
/** Enough for a tracker to free what it knows of. */
const TRACKER_MS = 3_000;

/** What `find` gives is ended: asked, given `graceMs`, killed; again until it finds nothing, for a process that forks is in no list. */
export async function endProcesses(find: Find, graceMs: number): Promise<void> {
  const first = find(processTable());
  if (first.length === 0) return;
  for (const { pid } of first) signal(pid, 'SIGTERM');
  await endedByThemselves(first, find, graceMs);
  const until = performance.now() + LONGEST_KILL_MS;
  for (let rows = find(processTable()); rows.length > 0 && performance.now() < until; rows = find(processTable())) await killRound(rows);
}

/** Waits for those that can end by themselves: one that is stopped hears of no signal but SIGKILL. */
async function endedByThemselves(first: readonly ProcessRow[], find: Find, graceMs: number): Promise<void> {
  const ending = (rows: readonly ProcessRow[]): readonly ProcessRow[] => rows.filter((row) => isRunning(row) && !isStopped(row.pid));
  let rows = ending(first);
  // All of the machine are read only when these have ended: what they started meanwhile may take its time, too.
  const areOver = (): boolean => {
    rows = ending(rows);
    if (rows.length === 0) rows = ending(find(processTable()));
    return rows.length === 0;
  };
  await waitUntil(areOver, graceMs);
}

/** Resource trackers last, and if they do not end by themselves. */
async function killRound(rows: readonly ProcessRow[]): Promise<void> {
  const areOver = (): boolean => rows.every((row) => !isRunning(row));
  await waitUntil(() => rows.every((row) => hasStarted(row) || !isRunning(row)), STARTS_WITHIN_MS);
  const others = rows.filter(({ pid }) => !isResourceTracker(pid));
  if (others.length === 0 && (await waitUntil(areOver, TRACKER_MS))) return;
  for (const { pid } of others.length > 0 ? others : rows) signal(pid, 'SIGKILL');
  await waitUntil(areOver, 50);
}

function hasStarted({ pid }: ProcessRow): boolean {
  return readProc(pid, 'cmdline')?.replaceAll('\0', '') !== '';
}

/** By it Python's multiprocessing frees shared memory, and it ends, when all who use it have ended. */
function isResourceTracker(pid: number): boolean {
  return readProc(pid, 'cmdline')?.includes('multiprocessing.resource_tracker') === true;
}

/** Kills a process and all below it, where the system has no /proc to look into. */
export async function killTreeWithoutProc(pid: number): Promise<void> {
  const { default: treeKill } = await import('tree-kill');
  await new Promise<void>((done) => treeKill(pid, 'SIGKILL', () => done()));
}

/** The tree below processes that are still the ones that were known. */
export function rowsBelow(known: readonly KnownProcess[], table: readonly ProcessRow[]): ProcessRow[] {
  const alive = known.filter(({ pid, start }) => table.some((row) => row.pid === pid && row.start === start));
  return treeOf(
    alive.map(({ pid }) => pid),
    table,
  );
}

/** A process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
