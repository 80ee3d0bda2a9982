import { sleepUnreferenced } from '../../shared/waits/real-timers';
import { HAS_PROC, processRow } from './process-table';

/** A process as it was when it was first seen: a later one of the same pid is another. */
export interface KnownProcess {
  readonly pid: number;
  /** Clock ticks since boot. Null: it had ended already, or the system does not tell. */
  readonly start: number | null;
}

const POLL_MS = 2;

export function knownProcess(pid: number): KnownProcess {
  return { pid, start: processRow(pid)?.start ?? null };
}

export function isRunning({ pid, start }: KnownProcess): boolean {
  if (!HAS_PROC) return isPidAlive(pid);
  return start !== null && processRow(pid)?.start === start;
}

/** Resolved when the process is gone. */
export async function processGone(known: KnownProcess): Promise<void> {
  // Unreferenced: who waits for a process must not keep a run alive that is over.
  while (isRunning(known)) await sleepUnreferenced(POLL_MS);
}

export function isPidAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
