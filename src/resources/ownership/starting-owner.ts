import { type KnownProcess, knownProcess } from '../os/known-process';
import { type ProcessRow, processTable, ticksNow, treeOf } from '../os/process-table';
import { latestStart } from './latest-start';
import { ProcessOwner } from './process-owner';
import { markedBy } from './worker-mark';

/** The worker in which owners start processes. */
export interface StartingWorker {
  readonly mark: number | null;
  /** All that have started a process and are not over. */
  readonly owners: Set<StartingOwner>;
  /** All that they have started, in that order. */
  readonly starts: Start[];
  /** From now on somebody survives the worker who ends what it starts. */
  open(): void;
  /** Around the very call that starts a process. */
  marking<T>(start: () => T): T;
  /** Into the roster. */
  noteStarted(process: KnownProcess): void;
}

/** Since when, in clock ticks since boot, a process that this start has left may run. */
export interface Start {
  readonly owner: StartingOwner;
  readonly since: number;
}

/**
 * An owner that starts processes: a resource scope; or a test or file, for what its code starts by Node's means.
 *
 * A stray, with all below it, belongs to the owner that was the last to start something before it; but not to one before whose first start
 * it ran, and not where it is below, or in a group of, what another has started. The kernel counts in hundredths of a second: of what
 * starts within one, the latest start has it.
 */
export class StartingOwner extends ProcessOwner {
  private before: ReadonlySet<string> | undefined;

  constructor(private readonly worker: StartingWorker) {
    super(worker);
  }

  /** Starts a process in the very call of `start`: it is marked, in the worker's roster, and this owner's. */
  start<T>(start: () => T, pidOf: (started: T) => number | undefined): T {
    this.open();
    const since = ticksNow();
    const started = this.worker.marking(start);
    const pid = pidOf(started);
    if (pid !== undefined) this.note(knownProcess(pid), since);
    return started;
  }

  /** Runs a process to its end, in the very call of `run`: what it leaves is this owner's. */
  runToEnd<T>(run: () => T): T {
    this.open();
    this.worker.starts.push({ owner: this, since: ticksNow() });
    return this.worker.marking(run);
  }

  /** Takes over a process that others started. */
  adopt(pid: number): KnownProcess {
    this.open();
    const known = knownProcess(pid);
    this.note(known, ticksNow());
    return known;
  }

  /** It is over: what it had is ended, or left to the run. */
  close(): void {
    this.worker.owners.delete(this);
    const others = this.worker.starts.filter(({ owner }) => owner !== this);
    this.worker.starts.splice(0, this.worker.starts.length, ...others);
  }

  protected override straysIn(table: readonly ProcessRow[]): readonly ProcessRow[] {
    const { owners } = this.worker;
    if (this.before === undefined) return [];
    const marked = markedBy(this.ownMark, 0, table);
    const markedPids = new Set(marked.map(({ pid }) => pid));
    const others = [...owners].filter((other) => other !== this).flatMap((other) => other.treesIn(table));
    const taken = new Set(others.map(({ pid }) => pid));
    const roots = marked.filter((row) => !markedPids.has(row.parent) && !taken.has(row.pid) && this.startedLastBefore(row));
    return treeOf(
      roots.map(({ pid }) => pid),
      table,
    );
  }

  private startedLastBefore(row: ProcessRow): boolean {
    const starts = this.worker.starts.filter(({ owner }) => !owner.ranBefore(row));
    return latestStart(starts, row)?.owner === this;
  }

  private ranBefore(row: ProcessRow): boolean {
    return this.before?.has(keyOf(row)) === true;
  }

  private open(): void {
    this.worker.open();
    // By ticks alone what runs already could not be told from what is started now.
    this.before ??= new Set(markedBy(this.ownMark, 0, processTable()).map(keyOf));
    this.worker.owners.add(this);
  }

  private note(known: KnownProcess, since: number): void {
    this.add(known);
    this.worker.starts.push({ owner: this, since: known.start ?? since });
    this.worker.noteStarted(known);
  }
}

function keyOf({ pid, start }: ProcessRow): string {
  return `${pid} ${start}`;
}
