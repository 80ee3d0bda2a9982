import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { namesIn } from '../../shared/names-in';
import { claimsFolder, readIdentity, removeEmpty } from './claims';
import { type ProcessIdentity, thisProcess } from './process-identity';

const HOST_FILE = 'owner.json';
const PYTHON_FILE = 'python';

/** Writes down that a run lives, in which process, and where its private folder is. */
export function registerRun(folder: string): void {
  const runId = basename(folder);
  mkdirSync(folderOfRun(runId), { recursive: true, mode: 0o700 });
  writeFileSync(join(folderOfRun(runId), HOST_FILE), JSON.stringify({ ...thisProcess(), folder }), { mode: 0o600 });
}

/** Writes down that a run has Python: what is below it carries the run's mark. */
export function notePython(runId: string): void {
  mkdirSync(folderOfRun(runId), { recursive: true, mode: 0o700 });
  writeFileSync(join(folderOfRun(runId), PYTHON_FILE), '', { mode: 0o600 });
}

export function hasPython(runId: string): boolean {
  return existsSync(join(folderOfRun(runId), PYTHON_FILE));
}

/** The process in which a run lives; undefined for a run that is not written down. */
export function hostOfRun(runId: string): ProcessIdentity | undefined {
  return registered(runId);
}

/** The run's private folder; undefined for a run that is not written down. */
export function privateFolderOf(runId: string): string | undefined {
  return registered(runId)?.folder;
}

export function registeredRuns(): string[] {
  return namesIn(join(claimsFolder(), 'runs'));
}

/** Its workers, by pid, as far as they have a roster. */
export function workersOf(runId: string): number[] {
  return namesIn(folderOfRun(runId)).flatMap((name) => /^worker-(\d+)\.jsonl$/.exec(name)?.slice(1).map(Number) ?? []);
}

export function rosterPath(runId: string, workerPid: number): string {
  return join(folderOfRun(runId), `worker-${workerPid}.jsonl`);
}

/** A run that has nothing left. */
export function forgetRun(runId: string): void {
  const folder = privateFolderOf(runId);
  if (folder !== undefined && basename(folder) === runId) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  rmSync(folderOfRun(runId), { recursive: true, force: true });
  removeEmpty(join(claimsFolder(), 'runs'));
  removeEmpty(claimsFolder());
}

function registered(runId: string): (ProcessIdentity & { readonly folder?: string }) | undefined {
  return readIdentity(join(folderOfRun(runId), HOST_FILE));
}

function folderOfRun(runId: string): string {
  return join(claimsFolder(), 'runs', runId);
}
