import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../shared/make-folder';
import { namesIn } from '../../shared/names-in';
import { orSystemError } from '../../shared/system-error';
import { removeEmpty } from '../os/private-folder';
import { readIdentity } from './claims';
import { claimsFolders } from './claims-folder';
import { inFirstPlace } from './first-place';
import { isSameProcess, type ProcessIdentity, thisProcess } from './process-identity';

const OWNER_FILE = 'owner.json';
const PYTHON_FILE = 'python';

/** Writes down that a run lives, in which process, and where its private folder is: in that folder, and where all runs are written down. */
export function registerRun(folder: string): void {
  inFirstPlace((place) => {
    const registered = join(place, 'runs', basename(folder));
    writeOwner(registered, { ...thisProcess(), folder });
  });
  // Made again where a sweep has just removed it, empty as it was: it could have been anybody's.
  orSystemError('Writing down whose the private folder of the run is', () => writeOwner(folder, thisProcess()), folder);
}

/** Writes down that a run has Python: what is below it carries the run's mark. */
export function notePython(runId: string): void {
  makeFolder(folderOfRun(runId), 0o700);
  writeFileSync(join(folderOfRun(runId), PYTHON_FILE), '', { mode: 0o600 });
}

export function hasPython(runId: string): boolean {
  return existsSync(join(folderOfRun(runId), PYTHON_FILE));
}

/** The process in which a run lives; undefined for a run that is not written down. */
export function hostOfRun(runId: string): ProcessIdentity | undefined {
  return registered(runId);
}

/** The process whose private folder it is, by what is in it; undefined where nobody has said so. */
export function ownerOfFolder(folder: string): ProcessIdentity | undefined {
  return readIdentity(join(folder, OWNER_FILE));
}

/** The run's private folder; undefined for a run that is not written down. */
export function privateFolderOf(runId: string): string | undefined {
  return registered(runId)?.folder;
}

export function registeredRuns(): string[] {
  return claimsFolders().flatMap((place) => namesIn(join(place, 'runs')));
}

/** Its workers, by pid, as far as they have a roster. */
export function workersOf(runId: string): number[] {
  return namesIn(folderOfRun(runId)).flatMap((name) => /^worker-(\d+)\.jsonl$/.exec(name)?.slice(1).map(Number) ?? []);
}

export function rosterPath(runId: string, workerPid: number): string {
  return join(folderOfRun(runId), `worker-${workerPid}.jsonl`);
}

/** A run that has nothing left. Its folder goes with it, unless what lies there says that it is another's. */
export function forgetRun(runId: string): void {
  const { folder, ...host } = registered(runId) ?? {};
  if (folder !== undefined && basename(folder) === runId && isFolderOf(folder, host as ProcessIdentity))
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const written = folderOfRun(runId);
  rmSync(written, { recursive: true, force: true });
  removeEmpty(dirname(written));
  removeEmpty(dirname(dirname(written)));
}

/** The reaper empties a folder from inside: one without a word is the run's, by its name. */
function isFolderOf(folder: string, host: ProcessIdentity): boolean {
  const owner = ownerOfFolder(folder);
  return owner === undefined || isSameProcess(owner, host);
}

/** All or nothing: a folder that a full disk left without a word is nobody's, and half a word would hide the whole one in another place. */
function writeOwner(folder: string, owner: object): void {
  try {
    makeFolder(folder, 0o700);
    writeFileSync(join(folder, OWNER_FILE), JSON.stringify(owner), { mode: 0o600 });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function registered(runId: string): (ProcessIdentity & { readonly folder?: string }) | undefined {
  return readIdentity(join(folderOfRun(runId), OWNER_FILE));
}

/** Where it is written down; where nobody has done so, where that would be. */
function folderOfRun(runId: string): string {
  const all = claimsFolders().map((place) => join(place, 'runs', runId));
  return (
    all.find((folder) => existsSync(join(folder, OWNER_FILE))) ??
    all.find(existsSync) ??
    all[0] ??
    inFirstPlace((place) => join(place, 'runs', runId))
  );
}
