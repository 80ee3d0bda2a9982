import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Fewer than Node has in any process of a run. */
const MOST = 24;

/** Leaves a process what it has: it gets no more. A new one takes the lowest number that is free. */
export function limitDescriptors(pid: number): void {
  const taken = numbersOf(pid);
  const free = Array.from({ length: MOST }, (_, number) => number).find((number) => !taken.has(number)) ?? MOST;
  execFileSync('/usr/bin/prlimit', [`--nofile=${free}:${free}`, '--pid', String(pid)], { stdio: 'ignore' });
}

/** True of a process that can open nothing: every number below its limit is taken. */
export function isOutOfDescriptors(pid: number): boolean {
  try {
    const limit = Number(/^Max open files +(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1]);
    return [...numbersOf(pid)].filter((number) => number < limit).length === limit;
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

function numbersOf(pid: number): Set<number> {
  return new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
}
