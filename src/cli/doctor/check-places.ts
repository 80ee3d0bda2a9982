import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { makePrivateFolder, removeEmpty, removeFolder, socketPathIn } from '../../resources/os/private-folder';
import { inFirstPlace } from '../../resources/ownership/first-place';
import { isDspexError } from '../../shared/errors';
import { stateFolder } from '../../shared/state-folder';
import { systemError } from '../../shared/system-error';
import { type Finding, ok, troubleOr, wrong } from './finding';

/** Whether the run's parts can meet: a private folder, and a socket in it. */
export async function checkSockets(): Promise<Finding> {
  let folder: string | undefined;
  try {
    folder = makePrivateFolder('dspex-doctor');
    await listenOnce(socketPathIn(folder, 'host.sock'));
    return ok('sockets', `in ${dirname(folder)}`);
  } catch (error) {
    return wrongBy('sockets', error, 'TMPDIR=/tmp npx jest');
  } finally {
    if (folder !== undefined) await removeFolder(folder);
  }
}

function listenOnce(path: string): Promise<void> {
  return new Promise((settle, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(path, () => server.close(() => settle()));
  });
}

/** Whether what lasts from run to run can be written. */
export function checkFolders(env: NodeJS.ProcessEnv): Finding[] {
  const folders = [...new Set([stateFolder('cache', env), stateFolder('data', env)])];
  return troubleOr(ok('folders', folders.join(', ')), [...folders.map(unwritable), claims()]);
}

function unwritable(folder: string): Finding | undefined {
  try {
    // Tried: to root, the rights alone say yes to everything.
    rmdirSync(mkdtempSync(join(existing(folder), 'dspex-doctor-')));
    return undefined;
  } catch {
    return wrong('folders', `${folder} cannot be written.`, 'DSPEX_STATE_DIR=.dspex/state npx jest');
  }
}

function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

function claims(): Finding | undefined {
  try {
    // Nothing of it is left, unless a run has something there.
    removeEmpty(inFirstPlace((folder) => folder));
    return undefined;
  } catch (error) {
    return wrongBy('folders', error, 'ls -ld /tmp');
  }
}

function wrongBy(check: string, error: unknown, next: string): Finding {
  const typed = systemError(error, 'Trying it') ?? error;
  return isDspexError(typed)
    ? wrong(check, `${typed.parts.what} ${typed.parts.why}`, typed.parts.next)
    : wrong(check, (error as Error).message, next);
}
