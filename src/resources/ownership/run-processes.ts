import { readlinkSync } from 'node:fs';
import { HOST_VARIABLE } from '../../shared/host-variable';
import { isOfThisUser, type ProcessRow, readProc } from '../os/process-table';
import { hasRunMark } from './run-mark';

/** In the command line of a reaper, and of all that it forks. */
const REAPER = '/dspex_bridge/start.py';

/** The Python of a run: what carries its mark, or is a reaper that was stopped before it could set it. Whoever else is in the folder is a stranger. */
export function pythonIn(runId: string, folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  const isReaper = (pid: number): boolean => workingFolderOf(pid).startsWith(`${folder}/`) && commandIn(pid).includes(REAPER);
  return table.filter(({ pid }) => (hasRunMark(pid, runId) || isReaper(pid)) && isOfThisUser(pid));
}

/** The run's watchdog, where this is none: stopped, it never saw its run end. */
export function watchdogsIn(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(({ pid }) => {
    const [program, itsFolder] = commandIn(pid).split('\0').slice(0, -1).slice(-2);
    // The run may have been another installation's, in which the program has another name.
    return pid !== process.pid && itsFolder === folder && program?.endsWith('-program.js') === true;
  });
}

/** Workers of Jest that have this run in their environment: one that has only just started is on no roster yet. */
export function jestWorkersIn(folder: string, table: readonly ProcessRow[]): ProcessRow[] {
  return table.filter(
    ({ pid }) => commandIn(pid).includes('jest-worker') && readProc(pid, 'environ')?.includes(`${HOST_VARIABLE}=${folder}/`) === true,
  );
}

/** Its words, each with a zero byte behind it; '' for a process that ended meanwhile, or of another user. */
function commandIn(pid: number): string {
  return readProc(pid, 'cmdline') ?? '';
}

/** '' for a process that ended meanwhile, or of another user. */
function workingFolderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
