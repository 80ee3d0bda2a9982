import { readProc } from '../os/process-table';

/** Above any number of locks that somebody would set, below where a double loses whole numbers. */
const BASE = 2 ** 40;

/**
 * The number by which everything below a run's Python is known, however it left its parents, group, session and environment: the reaper sets
 * it as its soft limit of file locks, which every process hands on and Linux has not looked at since 2.4.25 (setrlimit(2), RLIMIT_LOCKS).
 */
export function runMark(runId: string): number {
  return BASE + Number.parseInt(/-([0-9a-f]{8})$/.exec(runId)?.[1] ?? '0', 16);
}

export function hasRunMark(pid: number, runId: string): boolean {
  return /^Max file locks\s+(\d+)/m.exec(readProc(pid, 'limits') ?? '')?.[1] === String(runMark(runId));
}
