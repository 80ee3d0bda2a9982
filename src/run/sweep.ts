import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../resources/private-folder';

/** Removes the folders of runs that were killed: their names carry the pid of a process that is gone. Those of a live run stay. */
export async function sweepStaleFolders(): Promise<void> {
  for (const parent of new Set([tmpdir(), '/tmp'])) {
    for (const name of await readdir(parent)) {
      const pid = /^dspex-(\d+)-[0-9a-f]{8}$/.exec(name)?.[1];
      if (pid !== undefined && !isAlive(Number(pid))) await removeFolder(join(parent, name));
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
