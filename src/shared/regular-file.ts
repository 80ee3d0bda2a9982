import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';

/** Opening a pipe would wait for somebody to write into it, maybe for ever. Windows has no such flag, and no such pipes. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The text of a file that somebody else may have made: what is no file, such as a pipe, is refused at once. */
export function readRegularFile(path: string): string {
  const file = openSync(path, AT_ONCE);
  try {
    if (!fstatSync(file).isFile()) throw noFile(path);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** The same, without holding the event loop. */
export async function readRegularFileLater(path: string): Promise<string> {
  const file = await open(path, AT_ONCE);
  try {
    if (!(await file.stat()).isFile()) throw noFile(path);
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

/** As the system says it of a socket. */
export function noFile(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`ENXIO: it is a pipe, a device or a folder, open '${path}'`), { code: 'ENXIO', syscall: 'open', path });
}
