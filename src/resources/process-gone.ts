import { readFileSync } from 'node:fs';

/** One process; a later one of the same pid is another. */
export interface ProcessId {
  readonly pid: number;
  /** When it started, in the kernel's ticks; null: it was gone already. Where there is no /proc: 'alive'. */
  readonly start: string | null;
}

const POLL_MS = 2;

export function processId(pid: number): ProcessId {
  return { pid, start: startOf(pid) };
}

/** A zombie is gone: it runs nothing and holds nothing. */
export function isGone({ pid, start }: ProcessId): boolean {
  return start === null || startOf(pid) !== start;
}

/** Resolved when the process is gone. */
export async function processGone(id: ProcessId): Promise<void> {
  // Unreferenced: who waits for a process must not keep a run alive that is over.
  while (!isGone(id)) await new Promise<void>((resolve) => setTimeout(resolve, POLL_MS).unref());
}

function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return isAlive(pid) ? 'alive' : null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything, brackets too: the fields begin behind the last.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
