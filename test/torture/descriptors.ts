import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

/** Fewer than any process of a run has: it gets no more. */
const MOST = 24;

export function limitDescriptors(pid: number): void {
  execFileSync('/usr/bin/prlimit', [`--nofile=${MOST}:${MOST}`, '--pid', String(pid)], { stdio: 'ignore' });
}

/** True of a process that can open nothing: every number below the limit is taken. */
export function isOutOfDescriptors(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((number) => Number(number) < MOST).length === MOST;
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
