import { rowsBelow, waitUntil } from './end-processes';
import type { KnownProcess } from './known-process';
import { type ProcessRow, processTable } from './process-table';

/** A process that code of a test file started when the file was over. */
export interface LateStart {
  readonly file: string;
  /** For a message: short, and without secrets. */
  readonly command: string;
  /** `file:line`. */
  readonly openedAt: string;
  /** It fails the run. */
  readonly isCharged: boolean;
}

/** One that runs when its worker has ended. */
export interface LateLeftover extends Pick<LateStart, 'file' | 'openedAt' | 'isCharged'> {
  /** Command, pid, and how many run below it. */
  readonly what: string;
  readonly known: KnownProcess;
}

/** What is on its way out needs a moment. */
const GOING_MS = 100;

/** Those that go on running. */
export async function lateLeftovers(
  starts: readonly { readonly known: KnownProcess; readonly late: LateStart }[],
): Promise<LateLeftover[]> {
  const running = (table: readonly ProcessRow[]) => starts.filter(({ known }) => rowsBelow([known], table).length > 0);
  await waitUntil(() => starts.length === 0 || running(processTable()).length === 0, GOING_MS);
  const table = processTable();
  return running(table).map(({ known, late: { command, ...late } }) => {
    const below = rowsBelow([known], table).length - 1;
    return { ...late, known, what: `"${command}" (pid ${known.pid})${below > 0 ? `, and ${below} below it` : ''}` };
  });
}
