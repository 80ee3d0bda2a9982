import { systemError } from '../../shared/system-error';
import { claimsFolders, writableClaimsFolders } from './claims-folder';

/** What keeps one from writing in a place, and may not in another. */
const NOT_HERE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOENT'];
/** Whoever empties a place removes it, maybe just before something is written there. */
const TRIES = 10;

/** Does `write` in the first place for claims that takes it; what the last says is thrown. */
export function inFirstPlace<T>(write: (folder: string) => T): T {
  const folders = writableClaimsFolders();
  for (const folder of folders) {
    try {
      return whileThere(folder, write);
    } catch (error) {
      const isElsewhereToo = folder === folders.at(-1) || !NOT_HERE.includes((error as NodeJS.ErrnoException).code ?? '');
      if (isElsewhereToo) throw systemError(error, 'Writing down what this run has on the machine') ?? error;
    }
  }
  throw new RangeError('there is no place'); // Never: there is one, or it was thrown.
}

function whileThere<T>(folder: string, write: (folder: string) => T): T {
  for (let left = TRIES; ; left--) {
    try {
      return write(folder);
    } catch (error) {
      const wasRemoved = (error as NodeJS.ErrnoException).code === 'ENOENT' && !claimsFolders().includes(folder);
      if (!wasRemoved || left === 0) throw error;
      writableClaimsFolders();
    }
  }
}
