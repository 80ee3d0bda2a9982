import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type net from 'node:net';
import { endProcesses, rowsBelow, waitUntil } from '../../resources/os/end-processes';
import { holdOpen } from '../../resources/os/hold-open';
import { isRunning, type KnownProcess } from '../../resources/os/known-process';
import { commandOf, type ProcessRow, processTable, shortCommand, treeOf } from '../../resources/os/process-table';
import { markedBy } from '../../resources/ownership/worker-mark';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import { WAITS } from '../../resources/scope/resource-scope';
import type { CleanupPolicy } from '../../shared/options/policies';
import type { TestContext } from '../context/test-context';
import type { Redact } from '../errors/redacted-error';
import type { OpenedProcess, Openings } from './openings';

/** Something that outlives the context that opened it. */
export interface Leak {
  readonly kind: string;
  readonly what: string;
  /** '' where nobody saw it being opened. */
  readonly openedAt: string;
}

interface LeakCheckParts {
  readonly openings: Openings;
  readonly claims: () => WorkerProcesses;
  readonly policy: CleanupPolicy;
  readonly redact: Redact;
}

/** How long what is on its way out may take: what nobody has asked to end, and what somebody has. */
const GOING_MS = 100;
const ENDING_MS = 2_000;

/** Looks for what a context has left when everything was given back, and ends it. Costs nothing where nothing was opened. */
export class LeakCheck {
  /** Processes of `dspex.resources`, which their scopes end: below them is not another context's. */
  private readonly managed: { readonly context: TestContext; readonly known: KnownProcess }[] = [];

  constructor(private readonly parts: LeakCheckParts) {}

  noteManaged(context: TestContext, known: KnownProcess): void {
    this.managed.push({ context, known });
  }

  async check(context: TestContext): Promise<Leak[]> {
    const { openings } = this.parts;
    const left = (await context.usedResources?.left()) ?? [];
    const leaks: Leak[] = [
      ...left,
      ...(await this.servers(context)),
      ...(await holdOpen(this.processes(context))),
      ...(await this.folders(context)),
    ];
    openings.forget(context);
    return leaks;
  }

  private async servers(context: TestContext): Promise<Leak[]> {
    const listening = this.parts.openings.servers.filter((one) => one.context === context && one.server.listening);
    const leaks = listening.map(({ server, openedAt }) => ({ ...addressOf(server), openedAt: openedAt.place }));
    if (this.parts.policy !== 'off') for (const { server } of listening) endServer(server);
    return leaks.filter(({ what }, index) => leaks.findIndex((leak) => leak.what === what) === index);
  }

  private async folders(context: TestContext): Promise<Leak[]> {
    const left = this.parts.openings.folders.filter((one) => one.context === context && existsSync(one.path));
    const leaks = left.map(({ path, openedAt }) => ({ kind: 'file', what: path, openedAt: openedAt.place }));
    if (this.parts.policy !== 'off') for (const { path } of left) await rm(path, { recursive: true, force: true, maxRetries: 3 });
    return leaks;
  }

  private async processes(context: TestContext): Promise<Leak[]> {
    const opened = this.parts.openings.processes.filter((one) => one.context === context);
    const managed = this.managed.filter((one) => one.context === context);
    if (opened.length + managed.length === 0) return [];
    const since = Math.min(...opened.map((one) => one.since), ...managed.map(({ known }) => known.start ?? 0));
    const find = (table: readonly ProcessRow[]): ProcessRow[] => this.rowsOf(context, opened, since, table);
    await waitUntil(() => find(processTable()).length === 0, opened.some((one) => one.isEnding()) ? ENDING_MS : GOING_MS);
    const rows = find(processTable());
    const leaks = describe(rows, opened, this.parts.redact);
    const { policy } = this.parts;
    if (rows.length > 0 && policy !== 'off') await endProcesses(find, WAITS[policy].termMs);
    return leaks;
  }

  /** Below what the context opened; and, marked, with no parent that tells whose it is, not older than the context's first opening. */
  private rowsOf(context: TestContext, opened: readonly OpenedProcess[], since: number, table: readonly ProcessRow[]): ProcessRow[] {
    const own = rowsBelow(knownOf(opened), table);
    const mark = this.parts.claims().mark;
    if (mark === null) return own;
    const others = [...this.parts.openings.processes.filter((one) => one.context !== context)];
    const foreign = new Set(
      [
        ...rowsBelow([...knownOf(others), ...this.managed.filter((one) => one.context !== context).map(({ known }) => known)], table),
        // A daemon that is older than the test is the file's, and what it starts now is, too.
        ...treeOf(
          markedBy(mark, 0, table)
            .filter((row) => row.start < since || this.parts.openings.wasBefore(context, row))
            .map(({ pid }) => pid),
          table,
        ),
      ].map(({ pid }) => pid),
    );
    const strays = markedBy(mark, since, table).filter(({ pid }) => !foreign.has(pid) && !own.some((row) => row.pid === pid));
    return [...own, ...strays];
  }
}

function knownOf(opened: readonly OpenedProcess[]): KnownProcess[] {
  return opened.map(({ known }) => known).filter((known) => known !== null);
}

/** One leak for each process that was opened, with what is below it; one for each that nobody saw being started. */
function describe(rows: readonly ProcessRow[], opened: readonly OpenedProcess[], redact: Redact): Leak[] {
  const told = new Set<number>();
  const leaks: Leak[] = [];
  for (const { known, command, openedAt } of opened) {
    if (known === null || !isRunning(known)) continue;
    const tree = treeOf([known.pid], rows);
    for (const { pid } of tree) told.add(pid);
    const below = tree.length > 1 ? `, and ${tree.length - 1} below it` : '';
    leaks.push({ kind: 'process', what: `"${shortCommand(command, redact)}" (pid ${known.pid})${below}`, openedAt: openedAt.place });
  }
  const places = [...new Set(opened.map(({ openedAt }) => openedAt.place))];
  for (const { pid } of rows.filter((row) => !told.has(row.pid)))
    leaks.push({
      kind: 'process',
      what: `"${commandOf(pid, redact)}" (pid ${pid}), left by a process that has ended`,
      openedAt: places.join(' or '),
    });
  return leaks;
}

function addressOf(server: net.Server): { kind: string; what: string } {
  const address = server.address();
  return typeof address === 'string' ? { kind: 'socket', what: address } : { kind: 'port', what: String(address?.port) };
}

function endServer(server: net.Server): void {
  server.close();
  (server as { closeAllConnections?: () => void }).closeAllConnections?.();
}
