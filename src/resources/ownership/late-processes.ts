import { rowsBelow, waitUntil } from '../os/end-processes';
import type { KnownProcess } from '../os/known-process';
import { commandOf, type ProcessRow, processTable } from '../os/process-table';
import { latestStart } from './latest-start';
import type { ProcessOwner } from './process-owner';

/** A process that code of a test file started when the file was over. */
export interface LateStart {
  readonly file: string;
  /** For a message: short, and without secrets. */
  readonly command: string;
  /** `file:line`. */
  readonly openedAt: string;
  /** It fails the run. */
  readonly isCharged: boolean;
  /** Clock ticks since boot: what a process that has ended left behind is not older. */
  readonly since: number;
}

/** `known`: null for one that had ended when its starter knew of it, and may have left another. */
export interface LateProcess {
  readonly known: KnownProcess | null;
  readonly late: LateStart;
}

/** One that runs when its worker has ended. */
export interface LateLeftover extends Pick<LateStart, 'file' | 'openedAt' | 'isCharged'> {
  /** Command, pid, and how many run below it. */
  readonly what: string;
  readonly known: KnownProcess;
}

type Redact = (text: string) => string;

/** What is on its way out needs a moment. */
const GOING_MS = 100;

/** Those that go on running, and daemons that they left. `owner`: of all that their worker has started. */
export async function lateLeftovers(starts: readonly LateProcess[], owner: ProcessOwner, redact: Redact): Promise<LateLeftover[]> {
  if (starts.length === 0) return [];
  const find = (table: readonly ProcessRow[]): LateLeftover[] => [
    ...running(starts, table),
    ...left(starts, owner.orphansIn(table), redact),
  ];
  await waitUntil(() => find(processTable()).length === 0, GOING_MS);
  return find(processTable());
}

function running(starts: readonly LateProcess[], table: readonly ProcessRow[]): LateLeftover[] {
  return starts.flatMap(({ known, late: { command, ...late } }) => {
    const tree = known === null ? [] : rowsBelow([known], table);
    if (known === null || tree.length === 0) return [];
    const below = tree.length > 1 ? `, and ${tree.length - 1} below it` : '';
    return [{ ...late, known, what: `"${command}" (pid ${known.pid})${below}` }];
  });
}

function left(starts: readonly LateProcess[], orphans: readonly ProcessRow[], redact: Redact): LateLeftover[] {
  const lateStarts = starts.map(({ late }) => late);
  return orphans.flatMap(({ pid, start }) => {
    const late = latestStart(lateStarts, { start });
    if (late === undefined) return [];
    const what = `"${commandOf(pid, redact)}" (pid ${pid}), left by a process that has ended`;
    return [{ ...late, known: { pid, start }, what }];
  });
}
