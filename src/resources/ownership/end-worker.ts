import { rmSync } from 'node:fs';
import { waitUntil } from '../os/end-processes';
import { unclaimAllOf } from './claims';
import { type LateLeftover, lateLeftovers } from './late-processes';
import { isAlive } from './process-identity';
import { type ReadRoster, readRoster } from './read-roster';
import { rosterPath, workersOf } from './runs';
import { WorkerOwner } from './worker-owner';

type Redact = (text: string) => string;
/** Where nobody reads it. */
const asItIs: Redact = (text) => text;

/** What the processes of a dead worker are given between being asked and being killed. */
export const ORPHAN_GRACE_MS = 300;
const DYING_MS = 200;

/** Ends what one worker has left, and gives back what it had claimed. Gives what it had started after its files. */
export async function endLeftoversOf(runId: string, workerPid: number, redact: Redact = asItIs): Promise<LateLeftover[]> {
  const path = rosterPath(runId, workerPid);
  const roster = readRoster(path);
  if (roster === undefined) return [];
  const late = await lateIn(roster, redact);
  await new WorkerOwner(roster).end(ORPHAN_GRACE_MS);
  unclaimAllOf(roster.owner);
  rmSync(path, { force: true });
  return late;
}

/** Ends what those workers of a living run have left that are dead: one that just let go of its socket may take a moment to be. */
export async function endDeadWorkersOf(runId: string, redact: Redact): Promise<LateLeftover[]> {
  const dying = workersOf(runId).filter((pid) => pid !== process.pid);
  const isDead = (pid: number): boolean => {
    const roster = readRoster(rosterPath(runId, pid));
    return roster !== undefined && !isAlive(roster.owner);
  };
  if (dying.length > 0) await waitUntil(() => dying.some(isDead), DYING_MS);
  const late: LateLeftover[] = [];
  for (const pid of dying.filter(isDead)) late.push(...(await endLeftoversOf(runId, pid, redact)));
  return late;
}

/** What the workers of a run that are still written down have started after their files, and what of it runs. */
export async function lateLeftoversOf(runId: string, redact: Redact): Promise<LateLeftover[]> {
  const rosters = workersOf(runId).flatMap((pid) => readRoster(rosterPath(runId, pid)) ?? []);
  return (await Promise.all(rosters.map((roster) => lateIn(roster, redact)))).flat();
}

function lateIn(roster: ReadRoster, redact: Redact): Promise<LateLeftover[]> {
  return lateLeftovers(roster.late, new WorkerOwner(roster), redact);
}
