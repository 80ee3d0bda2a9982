import { readdirSync } from 'node:fs';
import { systemError } from './system-error';

/** The names in a folder; none where there is no such folder. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw systemError(error, 'Listing a folder') ?? error;
  }
}
