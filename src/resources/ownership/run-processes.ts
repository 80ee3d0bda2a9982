import { readlinkSync } from 'node:fs';
import { HOST_VARIABLE } from '../../shared/boundaries/host';
import { isOfThisUser, type ProcessRow, readProc } from '../os/process-table';
import { hasRunMark } from './run-mark';

/** The Python of a run: what carries its mark, or is in its folder, as a reaper that was stopped before it could set the mark. */
export function pythonIn(runId: string, folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  const isIn = (pid: number): boolean => workingFolderOf(pid).startsWith(`${folder}/`);
  return table.filter(({ pid }) => (hasRunMark(pid, runId) || isIn(pid)) && isOfThisUser(pid));
}

/** The run's watchdog, where this is none: stopped, it never saw its run end. */
export function watchdogsIn(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(({ pid }) => {
    const [, program, itsFolder] = readProc(pid, 'cmdline')?.split('\0') ?? [];
    // The run may have been another installation's, in which the program has another name.
    return pid !== process.pid && itsFolder === folder && program?.endsWith('-program.js') === true;
  });
}

/** Workers of Jest that have this run in their environment: one that has only just started is on no roster yet. */
export function jestWorkersIn(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(
    ({ pid }) =>
      readProc(pid, 'cmdline')?.includes('jest-worker') === true &&
      readProc(pid, 'environ')?.includes(`${HOST_VARIABLE}=${folder}/`) === true,
  );
}

/** '' for a process that ended meanwhile, or of another user. */
function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
