import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeEmpty } from '../os/private-folder';
import { claimsFolders } from './claims-folder';
import { inFirstPlace } from './first-place';
import { identityIn, isAlive, isSameProcess, type ProcessIdentity, thisProcess } from './process-identity';

/** A taker that died between two system calls; nobody takes this long otherwise. */
const LONGEST_TAKING_MS = 10_000;

/** Claims a name for this process, machine-wide: false when a living process has it. One of a dead process is taken over. */
export function claim(name: string): boolean {
  return inFirstPlace((folder) => {
    if (!claimIn(folder, name)) return false;
    // Of two that claim at once in two places, none or one has it.
    const hasRival = claimsFolders().some((other) => other !== folder && isHeld(join(other, name)));
    if (hasRival) rmSync(join(folder, name), { force: true });
    return !hasRival;
  });
}

/** True as long as `owner`, dead or alive, has the name: nobody has taken it over. */
export function isClaimedBy(name: string, owner: ProcessIdentity): boolean {
  const claims = claimsFolders().flatMap((folder) => readIdentity(join(folder, name)) ?? []);
  return claims.some((one) => isSameProcess(one, owner)) && claims.every((one) => isSameProcess(one, owner) || !isAlive(one));
}

/** Gives a name back that this process has claimed. */
export function unclaim(name: string): void {
  for (const folder of claimsFolders()) giveBack(folder, name, thisProcess());
}

/** Gives back every claim of a process that is gone. */
export function unclaimAllOf(owner: ProcessIdentity): void {
  for (const folder of claimsFolders()) for (const name of readdirSync(folder)) giveBack(folder, name, owner);
}

/** Undefined: it is no claim, or is gone. */
export function readIdentity(path: string): ProcessIdentity | undefined {
  try {
    return identityIn(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function giveBack(folder: string, name: string, owner: ProcessIdentity): void {
  const claimed = readIdentity(join(folder, name));
  if (claimed !== undefined && isSameProcess(claimed, owner)) rmSync(join(folder, name), { force: true });
  removeEmpty(folder);
}

function claimIn(folder: string, name: string): boolean {
  const path = join(folder, name);
  return create(path) || takeOver(path);
}

/** Linked, not written: whoever sees the file sees all of it. */
function create(path: string): boolean {
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  try {
    writeFileSync(draft, JSON.stringify(thisProcess()), { mode: 0o600 });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Two that see the same dead owner must not both have its claim: whoever makes the second file decides alone. */
function takeOver(path: string): boolean {
  if (!isStale(path)) return false;
  const taking = `${path}.taking`;
  if (!create(taking)) {
    if (ageMs(taking) > LONGEST_TAKING_MS) rmSync(taking, { force: true });
    return false;
  }
  try {
    if (!isStale(path)) return false;
    rmSync(path, { force: true });
    return create(path);
  } finally {
    rmSync(taking, { force: true });
  }
}

function isStale(path: string): boolean {
  const owner = readIdentity(path);
  return owner !== undefined && !isAlive(owner);
}

function isHeld(path: string): boolean {
  const owner = readIdentity(path);
  return owner !== undefined && isAlive(owner);
}

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
