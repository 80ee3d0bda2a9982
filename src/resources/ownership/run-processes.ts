import { readlinkSync } from 'node:fs';
import { isOfThisUser, type ProcessRow, readProc } from '../os/process-table';

/** Above any number of locks that somebody would set, below where a double loses whole numbers. */
const BASE = 2 ** 40;

/**
 * The number by which everything below a run's Python is known, however it left its parents, group, session and environment: the reaper sets
 * it as its soft limit of file locks, which every process hands on and Linux has not looked at since 2.4.25 (setrlimit(2), RLIMIT_LOCKS).
 */
export function runMark(runId: string): number {
  return BASE + Number.parseInt(/-([0-9a-f]{8})$/.exec(runId)?.[1] ?? '0', 16);
}

/** What carries the mark of this run, or is in its folder: a reaper that was stopped before it could set the mark. */
export function markedByRun(runId: string, folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  const mark = String(runMark(runId));
  const isMarked = (pid: number): boolean => /^Max file locks\s+(\d+)/m.exec(readProc(pid, 'limits') ?? '')?.[1] === mark;
  return table.filter(({ pid }) => (isMarked(pid) || workingFolderOf(pid).startsWith(`${folder}/`)) && isOfThisUser(pid));
}

/** '' for a process that ended meanwhile, or of another user. */
function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
