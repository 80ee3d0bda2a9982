import { endProcesses, waitUntil } from '../os/end-processes';
import type { ProcessRow } from '../os/process-table';
import { endLeftoversOf, ORPHAN_GRACE_MS } from './end-worker';
import { isAlive } from './process-identity';
import { type ReadRoster, readRoster } from './read-roster';
import { jestWorkersIn, pythonIn, watchdogsIn } from './run-processes';
import { forgetRun, hasPython, privateFolderOf, rosterPath, workersOf } from './runs';
import { WorkerOwner } from './worker-owner';

/** A worker that is in the middle of a test needs a moment to see that its run is gone. */
const WORKERS_LAST_MS = 10_000;
const BETWEEN_ROUNDS_MS = 50;
/** Its reaper, which would have ended it by SIGKILL, has had its time: it is gone, or stopped. */
const PYTHON_GRACE_MS = 20;

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
    // One that lives in another container is nobody's to end here, and a round without anything to wait for is over at once.
    await waitUntil(() => false, BETWEEN_ROUNDS_MS);
  }
  const folder = privateFolderOf(runId);
  forgetRun(runId);
  // Last: of several that finish a run, one may end the other.
  if (folder !== undefined) await endProcesses((table) => watchdogsIn(folder, table), 0);
}

/** One round. True when no worker was left in it: what one that lived yet starts is found in the next. */
async function endRound(runId: string): Promise<boolean> {
  const rosters = workersOf(runId).flatMap((pid) => readRoster(rosterPath(runId, pid)) ?? []);
  const living = rosters.filter(({ owner }) => isAlive(owner));
  const folder = privateFolderOf(runId);
  // At once: each may be given a moment to end by itself.
  await Promise.all([
    ...rosters.map((roster) => (living.includes(roster) ? endWithWorker(roster) : endLeftoversOf(runId, roster.owner.pid))),
    folder === undefined ? undefined : endProcesses((table) => jestWorkersIn(folder, table), ORPHAN_GRACE_MS),
    endPythonOf(runId),
  ]);
  return living.length === 0;
}

/** Ends a worker, and what belongs to it. */
function endWithWorker(roster: ReadRoster): Promise<void> {
  const { owner: worker } = roster;
  const owner = new WorkerOwner(roster);
  const isWorker = ({ pid, start }: ProcessRow): boolean => pid === worker.pid && start === worker.start && pid !== process.pid;
  return endProcesses((table) => [...table.filter(isWorker), ...owner.rowsOf(table)], ORPHAN_GRACE_MS);
}

async function endPythonOf(runId: string): Promise<void> {
  const folder = privateFolderOf(runId);
  if (folder !== undefined && hasPython(runId)) await endProcesses((table) => pythonIn(runId, folder, table), PYTHON_GRACE_MS);
}
