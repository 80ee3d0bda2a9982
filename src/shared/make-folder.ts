import { mkdirSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it. Node's own way (`recursive: true`) tries for ever below a folder that is there and takes none, such as
 * /proc, and says of one that can only be read that it is not there.
 */
export function makeFolder(path: string, mode?: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    if (isFolder(path)) return;
    if (!isMissing(error)) throw error;
    if (!isFolder(dirname(path))) makeFolder(dirname(path), mode);
    makeLast(path, mode);
  }
}

/** The same, without holding the event loop. */
export async function makeFolderLater(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (isFolder(path)) return;
    if (!isMissing(error)) throw error;
    if (!isFolder(dirname(path))) await makeFolderLater(dirname(path));
    makeLast(path);
  }
}

/** Once: the one above it is there now, and what cannot be made in that never can. */
function makeLast(path: string, mode?: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Another process was first.
    if (!isFolder(path)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
