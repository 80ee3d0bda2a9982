import { lstat, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { removeEmpty, removeFolder } from '../../resources/os/private-folder';
import { endDeadRun } from '../../resources/ownership/end-run';
import { isAlive, type ProcessIdentity } from '../../resources/ownership/process-identity';
import { hostOfRun, ownerOfFolder, registeredRuns } from '../../resources/ownership/runs';

/** A run makes its folder first, and says then whose it is. */
const BEGINS_WITHIN_MS = 60_000;

/**
 * Ends and removes what this user's runs that were killed have left: processes, claims, folders. Never anything of a run that is alive.
 * What cannot be removed is said on stderr: it is no fault of the run that begins.
 */
export async function sweepLeftovers(parents: readonly string[] = [tmpdir(), '/tmp']): Promise<void> {
  const folders: string[] = [];
  const runs: string[] = [];
  for (const parent of new Set(parents))
    await orSay(`look through ${parent}`, async () => void folders.push(...(await runFoldersIn(parent))));
  await orSay('look for killed runs', async () => void runs.push(...registeredRuns()));
  // Processes before folders: they may still write.
  for (const runId of runs) if (isDead(hostOfRun(runId))) await orSay(`end what ${runId} has left`, () => endDeadRun(runId));
  for (const folder of folders) await orSay(`remove ${folder}`, () => sweepFolder(folder));
}

/** What is left of runs that are over: how `sweepLeftovers` would go about it. */
export interface Leftovers {
  /** Killed runs that are written down, by their ids. */
  readonly runs: readonly string[];
  readonly folders: readonly string[];
}

/** What a sweep would end and remove. Looks, and changes nothing. */
export async function leftoversIn(parents: readonly string[] = [tmpdir(), '/tmp']): Promise<Leftovers> {
  const folders = (await Promise.all([...new Set(parents)].map(runFoldersIn))).flat();
  return { runs: registeredRuns().filter((runId) => isDead(hostOfRun(runId))), folders: folders.filter(isOfDeadRun) };
}

function isOfDeadRun(folder: string): boolean {
  const owners = ownersOf(folder);
  return owners.length > 0 && owners.every(isDead);
}

function ownersOf(folder: string): ProcessIdentity[] {
  return [ownerOfFolder(folder), hostOfRun(basename(folder))].filter((owner) => owner !== undefined);
}

/** This user's, by their names. */
async function runFoldersIn(parent: string): Promise<string[]> {
  const paths = (await readdir(parent)).filter((name) => /^dspex-\d+-[0-9a-f]{8}$/.test(name)).map((name) => join(parent, name));
  const areMine = await Promise.all(paths.map(isOfThisUser));
  return paths.filter((_, index) => areMine[index]);
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

/** Whose it is, is asked now. One of which nobody says that is removed only if it is empty, and has been so for a while. */
async function sweepFolder(folder: string): Promise<void> {
  if (ownersOf(folder).length === 0) {
    if (Date.now() - (await lstat(folder)).mtimeMs > BEGINS_WITHIN_MS) removeEmpty(folder);
    return;
  }
  if (!isOfDeadRun(folder)) return;
  await endDeadRun(basename(folder));
  await removeFolder(folder);
}

async function orSay(what: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    process.stderr.write(`dspex: could not ${what}, left by an earlier run: ${(error as Error).message}\n`);
  }
}

/** Unknown is not dead. */
function isDead(owner: ProcessIdentity | undefined): boolean {
  return owner !== undefined && !isAlive(owner);
}
