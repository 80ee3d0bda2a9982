import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DspexError } from '../../shared/errors';

/** What a place for claims depends on. A process that was started with another environment must find the same places. */
export interface PlacesOf {
  readonly uid: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where everybody may write. */
  readonly shared: string;
}

const here = (): PlacesOf => ({ uid: process.getuid?.(), env: process.env, shared: process.platform === 'win32' ? tmpdir() : '/tmp' });

/** The variables that places depend on, for a process that gets no other. */
export function variablesOfPlaces(): Record<string, string> {
  const { XDG_RUNTIME_DIR } = process.env;
  return { HOME: home(process.env) ?? '', ...(XDG_RUNTIME_DIR !== undefined && { XDG_RUNTIME_DIR }) };
}

/**
 * Where all runs of this user on this machine agree on who owns what: private folders outside of TMPDIR, which differs from run to run.
 *
 * What is claimed in one of them is claimed, so all are looked at. What is new is written to the first that can be had: another user may
 * have made the one in /tmp, or the disk may be full.
 */
export function claimsFolders(of: PlacesOf = here()): string[] {
  return places(of).filter((folder) => obstacle(folder, of) === undefined);
}

/** Those that can be written to as far as one can tell, made where they are missing. Throws FOLDER_UNSAFE where there is none. */
export function writableClaimsFolders(of: PlacesOf = here()): string[] {
  const problems = places(of).map((folder) => [folder, make(folder) ?? obstacle(folder, of)] as const);
  const usable = problems.flatMap(([folder, problem]) => (problem === undefined ? [folder] : []));
  if (usable.length > 0) return usable;
  throw new DspexError({
    code: 'FOLDER_UNSAFE',
    what: 'There is no folder in which this user can claim ports and processes.',
    why: problems.map(([folder, problem]) => `${folder} ${problem}`).join('; '),
    next: `mkdir -m 700 ${problems.at(-1)?.[0]}`,
  });
}

function places({ uid, env, shared }: PlacesOf): string[] {
  if (uid === undefined) return [join(shared, 'dspex-claims')];
  const own = home(env);
  return [
    join(shared, `dspex-claims-${uid}`),
    join(env.XDG_RUNTIME_DIR || `/run/user/${uid}`, 'dspex-claims'),
    ...(own === undefined ? [] : [join(own, '.dspex-claims')]),
  ];
}

function home(env: PlacesOf['env']): string | undefined {
  try {
    return env.HOME || homedir();
  } catch {
    // A user whom the system does not know.
    return undefined;
  }
}

/** Why it cannot be made; undefined: it is there, whatever it is. */
function make(folder: string): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') return `cannot be made: ${message}`;
  }
  return undefined;
}

/** Why it is not to be used; undefined: it is this user's, and nobody else can write to it. */
function obstacle(folder: string, { uid }: PlacesOf): string | undefined {
  let stat: Stats;
  try {
    stat = lstatSync(folder);
  } catch (error) {
    return `cannot be looked at: ${(error as Error).message}`;
  }
  if (!stat.isDirectory()) return 'is no folder';
  if (uid === undefined) return undefined;
  if (stat.uid !== uid) return 'belongs to another user';
  if ((stat.mode & 0o77) !== 0) chmodSync(folder, 0o700);
  return undefined;
}
