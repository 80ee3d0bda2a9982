import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPidAlive } from '../../resources/os/known-process';
import { removeFolder } from '../../resources/os/private-folder';
import { endDeadRun } from '../../resources/ownership/end-run';
import { isAlive } from '../../resources/ownership/process-identity';
import { hostOfRun, registeredRuns } from '../../resources/ownership/runs';

/**
 * Ends and removes what this user's runs that were killed have left: processes, claims, folders. Never anything of a run that is alive.
 * What cannot be removed is said on stderr: it is no fault of the run that begins.
 */
export async function sweepLeftovers(parents: readonly string[] = [tmpdir(), '/tmp']): Promise<void> {
  const stale: string[] = [];
  const dead: string[] = [];
  for (const parent of new Set(parents))
    await orSay(`look through ${parent}`, async () => void stale.push(...(await staleFolders(parent))));
  await orSay('look for killed runs', async () => void dead.push(...registeredRuns().filter((runId) => !isRunAlive(runId))));
  // Processes before folders: they may still write.
  for (const runId of dead) await orSay(`end what ${runId} has left`, () => endDeadRun(runId));
  for (const folder of stale) await orSay(`remove ${folder}`, () => removeFolder(folder));
}

async function staleFolders(parent: string): Promise<string[]> {
  const names = (await readdir(parent)).filter((name) => /^dspex-\d+-[0-9a-f]{8}$/.test(name) && !isRunAlive(name));
  const areMine = await Promise.all(names.map((name) => isOfThisUser(join(parent, name))));
  return names.filter((_, index) => areMine[index]).map((name) => join(parent, name));
}

/** False too for what another run has just swept away. */
async function isOfThisUser(path: string): Promise<boolean> {
  try {
    const uid = process.getuid?.();
    return uid === undefined || (await lstat(path)).uid === uid;
  } catch {
    return false;
  }
}

async function orSay(what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`dspex: could not ${what}, left by an earlier run: ${(error as Error).message}\n`);
  }
}

/** By pid and start time; by the pid in its name alone for a run that was killed before it wrote down who it is. */
function isRunAlive(runId: string): boolean {
  const host = hostOfRun(runId);
  if (host !== undefined) return isAlive(host);
  return isPidAlive(Number(/^dspex-(\d+)-/.exec(runId)?.[1]));
}
