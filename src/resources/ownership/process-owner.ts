import { endProcesses, rowsBelow } from '../os/end-processes';
import type { KnownProcess } from '../os/known-process';
import { type ProcessRow, processTable } from '../os/process-table';
import { type ProcessIdentity, thisProcess } from './process-identity';
import { markedBy, type OwnMark } from './worker-mark';

/**
 * Who answers for processes: one that `dspex.resources` started, a resource scope, a test, a worker that has died.
 *
 * Of all processes that run, these belong to an owner:
 *
 * 1. Each that was started under it. A later process of the same pid is a stranger, and so is what that one starts.
 * 2. Each below these, and each that was below them when the owner last looked, though its parent has ended meanwhile.
 * 3. Each in the group or the session that one of these leads, whoever started it there, unless it lacks the worker's mark.
 * 4. Strays: daemons that carry the worker's mark and are below nobody. Owners differ in which strays are theirs, see `straysIn`.
 *
 * A process runs until its last thread has ended: one whose main thread is a zombie still belongs to its owner, any other zombie to nobody.
 */
export class ProcessOwner {
  private readonly known = new Map<string, KnownProcess>();

  constructor(
    /** Whose mark its processes carry: null where the system has none. */
    protected readonly marked: { readonly mark: number | null; readonly worker?: ProcessIdentity },
    known: readonly KnownProcess[] = [],
  ) {
    for (const process of known) this.add(process);
  }

  /** The rows of `table` that belong to it: of a tree, the leaves first. */
  rowsOf(table: readonly ProcessRow[]): ProcessRow[] {
    return joined(this.treesIn(table), this.straysIn(table));
  }

  /** What belongs to it and is below nothing that it knows: a process that has ended left it. */
  orphansIn(table: readonly ProcessRow[]): ProcessRow[] {
    const below = new Set(rowsBelow([...this.known.values()], table).map(({ pid }) => pid));
    return this.rowsOf(table).filter(({ pid }) => !below.has(pid));
  }

  /** Asks them to end, gives them `graceMs`, kills them; until no process belongs to it any more. */
  end(graceMs: number): Promise<void> {
    return endProcesses((table) => this.rowsOf(table), graceMs);
  }

  /** What is below its processes now stays its own, though a parent ends. */
  look(): void {
    for (const { pid, start } of this.treesIn(processTable())) this.add({ pid, start });
  }

  /** What belongs to it for certain: what was started under it, what is below that, and in the same group or session. */
  treesIn(table: readonly ProcessRow[]): ProcessRow[] {
    return joined(rowsBelow([...this.known.values()], table), this.inItsGroups(table));
  }

  /** Of what has its worker's mark and is below nobody, what belongs to it. None, where nobody says more. */
  protected straysIn(_table: readonly ProcessRow[]): readonly ProcessRow[] {
    return [];
  }

  protected get ownMark(): OwnMark {
    return { mark: this.marked.mark, worker: this.marked.worker ?? thisProcess() };
  }

  protected add(process: KnownProcess): void {
    this.known.set(`${process.pid} ${process.start}`, process);
  }

  private inItsGroups(table: readonly ProcessRow[]): ProcessRow[] {
    const own = this.ownMark;
    const leaders = this.leadersIn(table);
    const isLed = ({ start }: ProcessRow, leader: number): boolean => start >= (leaders.get(leader) ?? Number.POSITIVE_INFINITY);
    const led = table.filter((row) => isLed(row, row.group) || isLed(row, row.session));
    return own.mark === null ? led : markedBy(own, 0, led);
  }

  /** By pid, since when each may have led a group. A pid that has been reused leads a stranger's. */
  private leadersIn(table: readonly ProcessRow[]): ReadonlyMap<number, number> {
    const leaders = new Map<number, number>();
    for (const { pid, start } of this.known.values()) {
      // It had ended when it was first seen: then the mark alone tells its group from that of a later process.
      if (start !== null || this.marked.mark !== null) leaders.set(pid, start ?? 0);
    }
    for (const { pid, start } of table) if (leaders.has(pid) && leaders.get(pid) !== start) leaders.delete(pid);
    return leaders;
  }
}

/** `first`, and what `second` has beside it. */
function joined(first: readonly ProcessRow[], second: readonly ProcessRow[]): ProcessRow[] {
  const pids = new Set(first.map(({ pid }) => pid));
  return [...first, ...second.filter(({ pid }) => !pids.has(pid))];
}
