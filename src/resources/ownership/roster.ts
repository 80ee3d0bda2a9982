import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { HOST_VARIABLE } from '../../shared/boundaries/host';
import { endProcesses, rowsBelow, waitUntil } from '../os/end-processes';
import type { KnownProcess } from '../os/known-process';
import { type ProcessRow, readProc } from '../os/process-table';
import { claimsFolder, readIdentity, removeEmpty, unclaimAllOf } from './claims';
import { type LateLeftover, type LateProcess, type LateStart, lateLeftovers } from './late-processes';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity';
import { markedByRun } from './run-mark';
import { markedBy } from './worker-mark';

type Redact = (text: string) => string;
/** Where nobody reads it. */
const asItIs: Redact = (text) => text;

type Entry = { readonly owner: ProcessIdentity } | { readonly mark: number } | Started;

interface Started {
  /** Null: it has ended already, and may have left another. */
  readonly started: KnownProcess | null;
  /** Its file was over. */
  readonly late?: LateStart | undefined;
}

/** What the processes of a dead worker are given between being asked and being killed. */
const ORPHAN_GRACE_MS = 300;
const DYING_MS = 200;
/** A worker that is in the middle of a test needs a moment to see that its run is gone. */
const WORKERS_LAST_MS = 10_000;
const BETWEEN_ROUNDS_MS = 50;
const OWNER_FILE = 'owner.json';
const PYTHON_FILE = 'python';

/**
 * What a worker has started, written down before anything can happen to it, so that whoever survives can end it: the host when the
 * worker's socket closes, the watchdog when the host dies, the sweep of the next run when nobody was left.
 */
export class Roster {
  private isOpen = false;

  private constructor(private readonly path: string) {}

  /** This worker's, of this run. Nothing is written until it is opened. */
  static of(runId: string): Roster {
    return new Roster(rosterPath(runId, thisProcess().pid));
  }

  /** From now on whoever survives this worker knows that it may have claims. */
  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    mkdirSync(join(this.path, '..'), { recursive: true, mode: 0o700 });
    appendFileSync(this.path, `${JSON.stringify({ owner: thisProcess() })}\n`, { mode: 0o600 });
  }

  noteMark(mark: number): void {
    this.append({ mark });
  }

  noteStarted(started: KnownProcess | null, late?: LateStart): void {
    this.append({ started, late });
  }

  private append(entry: Entry): void {
    this.open();
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
  }
}

/** Writes down that a run lives, in which process, and where its private folder is. */
export function registerRun(folder: string): void {
  const runId = basename(folder);
  mkdirSync(runFolder(runId), { recursive: true, mode: 0o700 });
  writeFileSync(join(runFolder(runId), OWNER_FILE), JSON.stringify({ ...thisProcess(), folder }), { mode: 0o600 });
}

/** Writes down that a run has Python: what is below it carries the run's mark. */
export function notePython(runId: string): void {
  mkdirSync(runFolder(runId), { recursive: true, mode: 0o700 });
  writeFileSync(join(runFolder(runId), PYTHON_FILE), '', { mode: 0o600 });
}

/** The process in which a run lives; undefined for a run that is not written down. */
export function ownerOfRun(runId: string): (ProcessIdentity & { readonly folder?: string }) | undefined {
  return readIdentity(join(runFolder(runId), OWNER_FILE));
}

export function registeredRuns(): string[] {
  const runs = join(claimsFolder(), 'runs');
  return listed(runs);
}

/** What the workers of a run that are still written down have started after their files, and what of it runs. */
export async function lateLeftoversOf(runId: string, redact: Redact): Promise<LateLeftover[]> {
  const rosters = workersOf(runId).map((pid) => readRoster(rosterPath(runId, pid)));
  return (await Promise.all(rosters.map((roster) => (roster === undefined ? [] : lateIn(roster, redact))))).flat();
}

function lateIn(roster: ReadRoster, redact: Redact): Promise<LateLeftover[]> {
  const find = (table: readonly ProcessRow[]): ProcessRow[] => {
    const below = rowsBelow(roster.started, table);
    return leftoversIn(roster, table).filter(({ pid }) => !below.some((row) => row.pid === pid));
  };
  return lateLeftovers(roster.late, { find, redact });
}

/** Ends what one worker has left, and gives back its claims. Gives what it had started after its files. */
export async function endLeftoversOf(runId: string, workerPid: number, redact: Redact = asItIs): Promise<LateLeftover[]> {
  const path = rosterPath(runId, workerPid);
  const roster = readRoster(path);
  if (roster === undefined) return [];
  const late = await lateIn(roster, redact);
  await endProcesses((table) => leftoversIn(roster, table), ORPHAN_GRACE_MS);
  unclaimAllOf(roster.owner);
  rmSync(path, { force: true });
  return late;
}

/** Ends what those workers of a living run have left that are dead: one that just let go of its socket may take a moment to be. */
export async function endDeadWorkersOf(runId: string, redact: Redact): Promise<LateLeftover[]> {
  const dying = workersOf(runId).filter((pid) => pid !== process.pid);
  const isDead = (pid: number): boolean => !isAlive(readRoster(rosterPath(runId, pid))?.owner ?? thisProcess());
  if (dying.length > 0) await waitUntil(() => dying.some(isDead), DYING_MS);
  const late: LateLeftover[] = [];
  for (const pid of dying.filter(isDead)) late.push(...(await endLeftoversOf(runId, pid, redact)));
  return late;
}

/** Ends what the workers of a run that ended in order have left, and what is left of its Python; then the run is forgotten. */
export async function endRun(runId: string): Promise<void> {
  for (const pid of workersOf(runId)) await endLeftoversOf(runId, pid);
  await endPythonOf(runId);
  forgetRun(runId);
}

/**
 * Ends a run whose host is gone, with its workers: nobody waits for them any more. Gives up, and forgets nothing, where one cannot be ended;
 * otherwise the run is forgotten, and its private folder removed.
 */
export async function endDeadRun(runId: string): Promise<void> {
  const until = performance.now() + WORKERS_LAST_MS;
  while (!(await endRound(runId))) {
    if (performance.now() > until) return;
    await waitUntil(() => false, BETWEEN_ROUNDS_MS);
  }
  const folder = ownerOfRun(runId)?.folder;
  if (folder !== undefined) await endProcesses((table) => watchdogsOf(folder, table), 0);
  forgetRun(runId);
}

/** One round. True when no worker was left in it: what one that lived yet starts is found in the next. */
async function endRound(runId: string): Promise<boolean> {
  let isOver = true;
  for (const pid of workersOf(runId)) {
    const roster = readRoster(rosterPath(runId, pid));
    if (roster === undefined) continue;
    if (!isAlive(roster.owner)) await endLeftoversOf(runId, pid);
    else {
      isOver = false;
      await endProcesses((table) => [...table.filter((row) => isOwner(row, roster)), ...leftoversIn(roster, table)], ORPHAN_GRACE_MS);
    }
  }
  const folder = ownerOfRun(runId)?.folder;
  if (folder !== undefined) await endProcesses((table) => jestWorkersIn(folder, table), ORPHAN_GRACE_MS);
  await endPythonOf(runId);
  return isOver;
}

async function endPythonOf(runId: string): Promise<void> {
  const folder = ownerOfRun(runId)?.folder;
  if (folder !== undefined && existsSync(join(runFolder(runId), PYTHON_FILE)))
    await endProcesses((table) => markedByRun(runId, folder, table), ORPHAN_GRACE_MS);
}

/** The run's watchdog, where this is none: stopped, it never saw its run end. */
function watchdogsOf(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(({ pid }) => {
    const [, program, itsFolder] = readProc(pid, 'cmdline')?.split('\0') ?? [];
    // By its name alone: the run may have been another installation's.
    return pid !== process.pid && itsFolder === folder && program?.endsWith('watchdog-program.js') === true;
  });
}

/** Workers of Jest that carry this run in their environment: one that has only just started is on no roster yet. */
function jestWorkersIn(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(
    ({ pid }) =>
      readProc(pid, 'cmdline')?.includes('jest-worker') === true &&
      readProc(pid, 'environ')?.includes(`${HOST_VARIABLE}=${folder}/`) === true,
  );
}

function isOwner({ pid, start }: ProcessRow, { owner }: ReadRoster): boolean {
  return pid === owner.pid && start === owner.start && pid !== process.pid;
}

/** What runs now of what the workers of a run have started. */
export function leftoversIn({ owner, mark, started }: ReadRoster, table: readonly ProcessRow[]): ProcessRow[] {
  const below = rowsBelow(started, table);
  const marked = mark === null ? [] : markedBy(mark, owner.start ?? 0, table).filter(({ pid }) => pid !== owner.pid);
  return [...below, ...marked.filter(({ pid }) => !below.some((row) => row.pid === pid))];
}

/** A run that has nothing left. */
export function forgetRun(runId: string): void {
  const folder = ownerOfRun(runId)?.folder;
  if (folder !== undefined && basename(folder) === runId) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  rmSync(runFolder(runId), { recursive: true, force: true });
  removeEmpty(join(claimsFolder(), 'runs'));
  removeEmpty(claimsFolder());
}

interface ReadRoster {
  readonly owner: ProcessIdentity;
  readonly mark: number | null;
  readonly started: readonly KnownProcess[];
  readonly late: readonly LateProcess[];
}

function readRoster(path: string): ReadRoster | undefined {
  const entries = entriesOf(path);
  const owner = entries.flatMap((entry) => ('owner' in entry ? [entry.owner] : [])).at(-1);
  if (owner === undefined) return undefined;
  const mark = entries.flatMap((entry) => ('mark' in entry ? [entry.mark] : [])).at(-1) ?? null;
  const starts = entries.flatMap((entry) => ('started' in entry ? [entry] : []));
  const started = starts.flatMap((entry) => entry.started ?? []);
  const late = starts.flatMap((entry) => (entry.late === undefined ? [] : [{ known: entry.started, late: entry.late }]));
  return { owner, mark, started, late };
}

/** A last line that was cut off by a kill is no entry. */
function entriesOf(path: string): Entry[] {
  try {
    const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Entry);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function workersOf(runId: string): number[] {
  return listed(runFolder(runId)).flatMap((name) => /^worker-(\d+)\.jsonl$/.exec(name)?.slice(1).map(Number) ?? []);
}

function rosterPath(runId: string, workerPid: number): string {
  return join(runFolder(runId), `worker-${workerPid}.jsonl`);
}

function runFolder(runId: string): string {
  return join(claimsFolder(), 'runs', runId);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
