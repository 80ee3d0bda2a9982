import { chmodSync, linkSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DspexError } from '../../shared/errors';
import { isAlive, isSameProcess, type ProcessIdentity, thisProcess } from './process-identity';

/** A taker that died between two system calls; nobody takes this long otherwise. */
const LONGEST_TAKING_MS = 10_000;

/**
 * Where all runs of this user on this machine agree on who owns what: a private folder outside of TMPDIR, which differs from run to run.
 *
 * Throws FOLDER_UNSAFE where another user made it first.
 */
export function claimsFolder(): string {
  const uid = process.getuid?.();
  const folder = uid === undefined ? join(tmpdir(), 'dspex-claims') : `/tmp/dspex-claims-${uid}`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { uid: owner, mode } = lstatSync(folder);
  if (uid !== undefined && owner !== uid) throw unsafe(folder);
  if (uid !== undefined && (mode & 0o77) !== 0) chmodSync(folder, 0o700);
  return folder;
}

/** Claims a name for this process, machine-wide: false when a living process has it. One of a dead process is taken over. */
export function claim(name: string): boolean {
  for (;;) {
    try {
      if (create(join(claimsFolder(), name))) return true;
      return takeOver(name);
    } catch (error) {
      // Somebody removed the empty folder in between.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

export function unclaim(name: string): void {
  const folder = claimsFolder();
  rmSync(join(folder, name), { force: true });
  removeEmpty(folder);
}

/** Gives back every claim of a process that is gone. */
export function unclaimAllOf(owner: ProcessIdentity): void {
  const folder = claimsFolder();
  for (const name of readdirSync(folder)) {
    const claimed = readIdentity(join(folder, name));
    if (claimed !== undefined && isSameProcess(claimed, owner)) rmSync(join(folder, name), { force: true });
  }
  removeEmpty(folder);
}

export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Undefined: it is no claim, or is gone. */
export function readIdentity(path: string): ProcessIdentity | undefined {
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProcessIdentity>;
    return typeof read.pid === 'number' ? (read as ProcessIdentity) : undefined;
  } catch {
    return undefined;
  }
}

/** Linked, not written: whoever sees the file sees all of it. */
function create(path: string): boolean {
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, JSON.stringify(thisProcess()), { mode: 0o600 });
  try {
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
function takeOver(name: string): boolean {
  const path = join(claimsFolder(), name);
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

function ageMs(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

function unsafe(folder: string): DspexError {
  return new DspexError({
    code: 'FOLDER_UNSAFE',
    what: `The folder ${folder} belongs to another user.`,
    why: 'claims on ports and processes are kept there, and must be readable by you alone',
    next: `ls -ld ${folder}   # and remove it`,
  });
}
