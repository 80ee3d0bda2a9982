import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { DspexError, isDspexError } from './errors';

type SystemError = NodeJS.ErrnoException & { readonly dest?: string };

/** What the system says when it has no more of something, or does not let this user have it. */
const REFUSALS: Readonly<
  Record<string, { readonly code: 'DISK_FULL' | 'LIMIT_REACHED' | 'FILE_REFUSED'; readonly next: (path: string) => string }>
> = {
  ENOSPC: { code: 'DISK_FULL', next: (path) => `df -h ${path}; df -i ${path}` },
  EDQUOT: { code: 'DISK_FULL', next: () => 'quota -s' },
  EMFILE: { code: 'LIMIT_REACHED', next: () => 'ulimit -n 4096   # then npx jest in the same shell' },
  ENFILE: { code: 'LIMIT_REACHED', next: () => 'cat /proc/sys/fs/file-nr   # the whole machine has no more files to open' },
  EAGAIN: { code: 'LIMIT_REACHED', next: () => 'ulimit -u   # how many processes this user may have' },
  ENOMEM: { code: 'LIMIT_REACHED', next: () => 'free -m' },
  EACCES: { code: 'FILE_REFUSED', next: lookAt },
  EPERM: { code: 'FILE_REFUSED', next: lookAt },
  EROFS: { code: 'FILE_REFUSED', next: lookAt },
  ENOTDIR: { code: 'FILE_REFUSED', next: lookAt },
  EISDIR: { code: 'FILE_REFUSED', next: lookAt },
  ELOOP: { code: 'FILE_REFUSED', next: lookAt },
  ENXIO: { code: 'FILE_REFUSED', next: lookAt },
  EEXIST: { code: 'FILE_REFUSED', next: lookAt },
  ENOENT: { code: 'FILE_REFUSED', next: lookAt },
};

/** These say nothing about a file: whatever is asked for next may be refused, too. */
const LIMITS = ['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM'];

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's share of the disk is full",
  EMFILE: 'this process may open no more files and sockets',
  ENFILE: 'this machine may open no more files and sockets',
  EAGAIN: 'this user may start no more processes',
  ENOMEM: 'this machine has no more memory',
  EACCES: 'this user may not write or read there',
  EPERM: 'this user may not do that there',
  EROFS: 'it can only be read there',
  ENOTDIR: 'something on the way to it is no folder',
  EISDIR: 'a folder has its name',
  ELOOP: 'links lead nowhere on the way to it',
  ENXIO: 'it is no file that can be read',
  EEXIST: 'something else has its name',
  ENOENT: 'it, or a folder on the way to it, is not there',
};

/** What the system refused, as a typed error that names the file or the limit; undefined for anything else. `asked`: the file, where the system does not say. */
export function systemError(error: unknown, doing: string, asked?: string): DspexError | undefined {
  const { code = '', syscall, path, dest, message } = (error ?? {}) as Partial<SystemError>;
  const refusal = REFUSALS[code];
  if (refusal === undefined || isDspexError(error)) return undefined;
  // A full disk is told of a descriptor: the system names no file.
  const file = dest ?? path ?? asked;
  return new DspexError({
    code: refusal.code,
    what: `${doing} failed${file === undefined ? '' : `, at ${file}`}.`,
    why: `${code === 'ENOENT' && syscall === 'mkdir' ? 'no folder can be made there' : MEANINGS[code]} (${message})`,
    next: refusal.next(file === undefined ? '.' : thereOf(file)),
    cause: error,
  });
}

/** As `systemError`, for limits alone: where a missing file has a meaning of its own. */
export function limitError(error: unknown, doing: string): DspexError | undefined {
  return LIMITS.includes((error as SystemError | null)?.code ?? '') ? systemError(error, doing) : undefined;
}

/** Does `work`; throws as a typed error what the system refuses. */
export function orSystemError<T>(doing: string, work: () => T, file?: string): T {
  try {
    return work();
  } catch (error) {
    throw systemError(error, doing, file) ?? error;
  }
}

/** As `orSystemError`, for what is waited for. */
export async function orSystemErrorLater<T>(doing: string, work: () => Promise<T>, file?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw systemError(error, doing, file) ?? error;
  }
}

/** What can be looked at: the file, or the nearest above it that is there. */
function thereOf(path: string): string {
  const above = dirname(path);
  return above === path || isThere(path) ? path : thereOf(above);
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function lookAt(path: string): string {
  return `ls -ld ${path}`;
}
