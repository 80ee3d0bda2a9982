import { join } from 'node:path';
import { systemError } from '../../shared/system-error';
import { removeEmpty } from '../os/private-folder';
import { claimsFolders, madeClaimsFolders, remakeClaimsFolder } from './claims-folder';

/** What keeps one from writing in a place, and may not in another. */
const NOT_HERE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'ENOENT'];
/** Whoever empties a place removes it, maybe just before something is written there. */
const TRIES = 10;

/** Does `write` in the first place for claims that takes it; what the last says is thrown. */
export function inFirstPlace<T>(write: (folder: string) => T): T {
  let refused: unknown;
  for (const folder of madeClaimsFolders()) {
    try {
      return whileThere(folder, write);
    } catch (error) {
      tidy(folder);
      refused = error;
      if (!NOT_HERE.includes((error as NodeJS.ErrnoException).code ?? '')) break;
    }
  }
  throw systemError(refused, 'Writing down what this run has on the machine') ?? refused;
}

/** It may have been made for this alone. */
function tidy(folder: string): void {
  try {
    // Where runs are written down.
    removeEmpty(join(folder, 'runs'));
    removeEmpty(folder);
  } catch {
    // Of what can only be read, nothing was made.
  }
}

function whileThere<T>(folder: string, write: (folder: string) => T): T {
  for (let left = TRIES; ; left--) {
    try {
      return write(folder);
    } catch (error) {
      const wasRemoved = (error as NodeJS.ErrnoException).code === 'ENOENT' && !claimsFolders().includes(folder);
      if (!wasRemoved || left === 0) throw error;
      remakeClaimsFolder(folder);
    }
  }
}
