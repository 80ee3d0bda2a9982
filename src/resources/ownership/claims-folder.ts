import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, type Stats } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DspexError } from '../../shared/errors';

const UNSEEN = 'cannot be looked at';

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

/**
 * Those that can be written to as far as one can tell, each made only when it is asked for: one that nobody needs is not left behind. Where
 * others have taken all names, there is one by a name that nobody knows before. Throws FOLDER_UNSAFE where there is none.
 */
export function* madeClaimsFolders(of: PlacesOf = here()): Generator<string, void> {
  const problems: string[] = [];
  for (const folder of places(of)) {
    const problem = make(folder) ?? obstacle(folder, of);
    if (problem === undefined) yield folder;
    else problems.push(`${folder} ${problem}`);
  }
  if (problems.length < places(of).length) return;
  try {
    yield mkdtempSync(unguessed(of));
  } catch (cause) {
    throw new DspexError({
      code: 'FOLDER_UNSAFE',
      what: 'There is no folder in which this user can claim ports and processes.',
      why: [...problems, (cause as Error).message].join('; '),
      next: `ls -ld ${of.shared}   # everybody has to be able to make files there, or set HOME to a folder of your own: HOME=<folder> npx jest`,
      cause,
    });
  }
}

/** Makes one again that is gone. */
export function remakeClaimsFolder(folder: string): void {
  make(folder);
}

function places(of: PlacesOf): string[] {
  const { uid, env, shared } = of;
  if (uid === undefined) return [join(shared, 'dspex-claims')];
  const own = home(env);
  const usual = join(shared, `dspex-claims-${uid}`);
  return [
    usual,
    join(env.XDG_RUNTIME_DIR || `/run/user/${uid}`, 'dspex-claims'),
    ...(own === undefined ? [] : [join(own, '.dspex-claims')]),
    ...(isTaken(usual, of) ? madeByUs(of) : []),
  ];
}

function isTaken(folder: string, of: PlacesOf): boolean {
  const problem = obstacle(folder, of);
  return problem !== undefined && !problem.startsWith(UNSEEN);
}

/** Nobody else can make a folder that is this user's. */
function madeByUs(of: PlacesOf): string[] {
  const begin = basename(unguessed(of));
  return readdirSync(of.shared)
    .filter((name) => name.startsWith(begin))
    .map((name) => join(of.shared, name))
    .filter((folder) => obstacle(folder, of) === undefined);
}

function unguessed({ uid, shared }: PlacesOf): string {
  return join(shared, `dspex-claims-${uid ?? ''}-`);
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
    return `${UNSEEN}: ${(error as Error).message}`;
  }
  if (!stat.isDirectory()) return 'is no folder';
  if (uid === undefined) return undefined;
  if (stat.uid !== uid) return 'belongs to another user';
  if ((stat.mode & 0o77) !== 0) chmodSync(folder, 0o700);
  return undefined;
}
