import { writeFileSync } from 'node:fs';
import { isInThisPidNamespace, isOfThisUser, type ProcessRow, processTable, readProc } from '../os/process-table';
import { claim, isClaimedBy, unclaim } from './claims';
import type { ProcessIdentity } from './process-identity';

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

/** A mark, and the worker whose it is. */
export interface OwnMark {
  readonly mark: number | null;
  readonly worker: ProcessIdentity;
}

/**
 * Those of this user that carry the mark and are not older than `sinceStart`. None where the mark is another's by now: whatever carries it
 * may be his.
 */
export function markedBy({ mark, worker }: OwnMark, sinceStart: number, table: readonly ProcessRow[]): ProcessRow[] {
  const marked = table.filter((row) => row.start >= sinceStart && row.pid !== process.pid && markOf(row.pid) === mark && isOurs(row.pid));
  // Asked last: a mark is taken over only where no process carries it, so all that were seen carry it for him who has it now.
  return mark !== null && marked.length > 0 && isClaimedBy(claimName(mark), worker) ? marked : [];
}

/** Of this user, and of this container: in another the same number may be somebody else's mark. */
function isOurs(pid: number): boolean {
  return isOfThisUser(pid) && isInThisPidNamespace(pid);
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
