import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { orSystemError } from '../../shared/system-error';

/** Node cuts a longer Unix socket path off without a word, and the next such path collides with it. */
const MAX_SOCKET_PATH = 100;

/**
 * Makes a private folder (0700) for sockets and files of one run, under the temp directory, or under /tmp where that is too deep
 * for a socket path.
 */
export function makePrivateFolder(prefix: string): string {
  const name = `${prefix}-${process.pid}-${randomBytes(4).toString('hex')}`;
  // Absolute: what is started elsewhere is told its sockets by this path.
  const roomy = resolve(tmpdir(), name);
  const folder = roomy.length + '/12345678/server.sock'.length <= MAX_SOCKET_PATH ? roomy : join('/tmp', name);
  orSystemError('Making a private folder for the run, by TMPDIR', () => {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
  });
  return folder;
}

export function socketPathIn(folder: string, name: string): string {
  const path = join(folder, name);
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) throw new RangeError(`The socket path "${path}" is longer than ${MAX_SOCKET_PATH} bytes.`);
  return path;
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** One in which something lies stays as it is, and one that is gone is gone. */
export function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
