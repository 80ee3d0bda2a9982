import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isOwnerAlive, isPidAlive } from '../resources/owner';
import { removeFolder } from '../resources/private-folder';
import { endRun, ownerOfRun, registeredRuns } from '../resources/roster';

/** Ends and removes what runs that were killed have left: processes, claims, folders. Never anything of a run that is alive. */
export async function sweepLeftovers(): Promise<void> {
  const stale: string[] = [];
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    const names = (await readdir(parent)).filter((name) => /^dspex-\d+-[0-9a-f]{8}$/.test(name));
    stale.push(...names.filter((name) => !isRunAlive(name)).map((name) => join(parent, name)));
  }
  // Processes before folders: they may still write.
  for (const runId of registeredRuns()) if (!isRunAlive(runId)) await endRun(runId, { isOrderly: false });
  for (const folder of stale) await removeFolder(folder);
}

/** By pid and start time; by the pid in its name alone for a run that was killed before it wrote down who it is. */
function isRunAlive(runId: string): boolean {
  const owner = ownerOfRun(runId);
  if (owner !== undefined) return isOwnerAlive(owner);
  return isPidAlive(Number(/^dspex-(\d+)-/.exec(runId)?.[1]));
}
