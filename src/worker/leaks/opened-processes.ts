import { waitUntil } from '../../resources/os/end-processes';
import { holdOpen } from '../../resources/os/hold-open';
import { isRunning, type KnownProcess, knownProcess } from '../../resources/os/known-process';
import { commandOf, type ProcessRow, processTable, shortCommand, treeOf } from '../../resources/os/process-table';
import { StartingOwner } from '../../resources/ownership/starting-owner';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import { WAITS } from '../../resources/scope/stop-waits';
import type { CleanupPolicy } from '../../shared/options/policies';
import type { Restore } from '../../shared/wrap-method';
import type { Redact } from '../errors/redacted-error';
import { CURES } from './cures';
import type { Ending, Leak, LeakKind, Opener } from './leak';
import { type Opening, takeOf, type WhoOpens } from './opening';
import type { ProcessStart } from './process-start';
import type { ProcessStarts } from './process-starts';

interface OpenedProcess extends Opening {
  /** Null: it has ended already, and something that it started may not have. */
  readonly known: KnownProcess | null;
  readonly command: string;
  /** Somebody has sent it a signal, and it may take its time to end. */
  readonly isEnding: () => boolean;
}

interface OpenedProcessesParts {
  readonly starts: ProcessStarts;
  readonly processes: () => WorkerProcesses;
  readonly whoOpens: WhoOpens;
  readonly policy: CleanupPolicy;
  readonly ending: Ending;
  readonly redact: Redact;
}

/** How long what is on its way out may take: what nobody has asked to end, and what somebody has. */
const GOING_MS = 100;
const ENDING_MS = 2_000;

/** Processes that a file's code starts by Node's own means, and what they leave. */
export class OpenedProcesses implements LeakKind {
  private readonly opened: OpenedProcess[] = [];
  private readonly owners = new Map<Opener, StartingOwner>();
  /** Those of tests that are over, with what they have left for the tests after them. */
  private readonly kept: StartingOwner[] = [];
  private stopListening: Restore | undefined;

  constructor(private readonly parts: OpenedProcessesParts) {}

  watch(): void {
    this.stopListening = this.parts.starts.listen((start) => this.start(start));
  }

  close(): void {
    this.stopListening?.();
    for (const owner of [...this.owners.values(), ...this.kept.splice(0)]) owner.close();
    this.owners.clear();
    this.opened.length = 0;
  }

  async endOf(opener: Opener): Promise<Leak[]> {
    const opened = takeOf(this.opened, opener);
    const owner = this.owners.get(opener);
    if (owner === undefined) return [];
    this.owners.delete(opener);
    return holdOpen(this.end(owner, opened));
  }

  holdsFor(opener: Opener): boolean {
    return (this.owners.get(opener)?.rowsOf(processTable()).length ?? 0) > 0;
  }

  endKept(): Promise<void> {
    return holdOpen(this.endOwners(this.kept.splice(0)));
  }

  private async end(owner: StartingOwner, opened: readonly OpenedProcess[]): Promise<Leak[]> {
    const find = (): ProcessRow[] => owner.rowsOf(processTable());
    await waitUntil(() => find().length === 0, opened.some((one) => one.isEnding()) ? ENDING_MS : GOING_MS);
    const rows = find();
    const leaks = describe(rows, opened, this.parts.redact);
    if (rows.length > 0 && this.parts.ending === 'with its file') this.kept.push(owner);
    else await this.endOwners([owner]);
    return leaks;
  }

  private async endOwners(owners: readonly StartingOwner[]): Promise<void> {
    const { policy } = this.parts;
    if (policy !== 'off') await Promise.all(owners.map((owner) => owner.end(WAITS[policy].termMs)));
    for (const owner of owners) owner.close();
  }

  private start<T>(start: ProcessStart<T>): T {
    const opening = this.parts.whoOpens(start.calledAs);
    if (opening === undefined) return start.begin();
    const owner = this.ownerOf(opening.opener);
    const { child } = start;
    if (child === undefined) {
      this.opened.push({ ...opening, known: null, command: start.command(), isEnding: () => false });
      return owner.runToEnd(start.begin);
    }
    const started = owner.start(start.begin, () => child.pid);
    if (child.pid !== undefined)
      this.opened.push({ ...opening, known: knownProcess(child.pid), command: start.command(), isEnding: () => child.killed });
    return started;
  }

  private ownerOf(opener: Opener): StartingOwner {
    const owner = this.owners.get(opener) ?? new StartingOwner(this.parts.processes());
    this.owners.set(opener, owner);
    return owner;
  }
}

/** One leak for each process that was opened, with what is below it; one for each that nobody saw being started. */
function describe(rows: readonly ProcessRow[], opened: readonly OpenedProcess[], redact: Redact): Leak[] {
  const named = new Set<number>();
  const leaks: Leak[] = [];
  for (const { known, command, openedAt } of opened) {
    if (known === null || !isRunning(known)) continue;
    const tree = treeOf([known.pid], rows);
    for (const { pid } of tree) named.add(pid);
    const below = tree.length > 1 ? `, and ${tree.length - 1} below it` : '';
    leaks.push(leakOf(`"${shortCommand(command, redact)}" (pid ${known.pid})${below}`, openedAt.place));
  }
  const places = [...new Set(opened.map(({ openedAt }) => openedAt.place))].join(' or ');
  for (const { pid } of rows.filter((row) => !named.has(row.pid)))
    leaks.push(leakOf(`"${commandOf(pid, redact)}" (pid ${pid}), left by a process that has ended`, places));
  return leaks;
}

function leakOf(what: string, openedAt: string): Leak {
  return { kind: 'process', what, openedAt, cure: CURES.process };
}
