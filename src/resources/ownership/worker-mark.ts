import { writeFileSync } from 'node:fs';
import { isOfThisUser, type ProcessRow, processTable, readProc } from '../os/process-table';
import { claim, unclaim } from './claims';

const NAME = 'oom_score_adj';
const HIGHEST = 999;

/**
 * An attribute that every process started under it keeps, whatever it does: `setsid`, `exec` with an emptied environment, a parent that
 * ended. It is a value of `oom_score_adj` that no other process of the machine has, claimed while the worker lives.
 *
 * A process that sets its own value loses it. Linux only; where the value cannot be raised there is none.
 */
export class WorkerMark {
  private constructor(
    readonly value: number,
    private readonly usual: string,
  ) {}

  static claim(): WorkerMark | null {
    const usual = readProc('self', NAME)?.trim();
    if (usual === undefined) return null;
    const taken = new Set(processTable().map(({ pid }) => markOf(pid)));
    for (let value = HIGHEST; value > Number(usual) && value > 0; value--) {
      // Round ones are what browsers and init systems set.
      if (value % 5 === 0 || taken.has(value) || !claim(claimName(value))) continue;
      const mark = new WorkerMark(value, usual);
      if (mark.works()) return mark;
      unclaim(claimName(value));
      return null;
    }
    return null;
  }

  /** Starts something: what is forked in `start` is marked, this process itself stays as it was. */
  around<T>(start: () => T): T {
    write(String(this.value));
    try {
      return start();
    } finally {
      write(this.usual);
    }
  }

  release(): void {
    unclaim(claimName(this.value));
  }

  private works(): boolean {
    try {
      write(String(this.value));
      write(this.usual);
      return readProc('self', NAME)?.trim() === this.usual;
    } catch {
      return false;
    }
  }
}

/** Those of this user that carry the mark and are not older than its claim. */
export function markedBy(value: number, sinceStart: number, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(({ pid, start }) => start >= sinceStart && pid !== process.pid && markOf(pid) === value && isOfThisUser(pid));
}

function claimName(value: number): string {
  return `mark-${value}`;
}

function markOf(pid: number): number | undefined {
  const text = readProc(pid, NAME);
  return text === undefined ? undefined : Number(text);
}

function write(value: string): void {
  writeFileSync(`/proc/self/${NAME}`, value);
}
