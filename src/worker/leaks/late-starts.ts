import { knownProcess } from '../../resources/os/known-process';
import { shortCommand, ticksNow } from '../../resources/os/process-table';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { FileOfCode } from './file-of-code';
import { OpenedAt } from './opened-at';
import type { ProcessStart } from './process-start';

/** Starts what code of a file starts when the file is over, and writes it down: the run ends and tells it, as no test is left that could. */
export function startLate<T>(file: FileOfCode, start: ProcessStart<T>, processes: WorkerProcesses): T {
  const openedAt = new OpenedAt(start.calledAs, file.testPath);
  const since = ticksNow();
  const note = (pid: number | null): void => {
    const command = shortCommand(start.command(), file.redact);
    const late = { file: file.file, command, openedAt: openedAt.place, isCharged: file.action === 'fail', since };
    // Off: it is ended, and nobody wants to know.
    processes.noteLate(pid === null ? null : knownProcess(pid), file.action === 'off' ? undefined : late);
  };
  const { child } = start;
  if (child === undefined) note(null);
  const started = processes.marking(start.begin);
  if (child?.pid !== undefined) note(child.pid);
  return started;
}
