import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DspexError } from '../errors';
import type { DspexOptions } from './options';

/** Throws OPTION_INVALID for a folder of `python.path` that is not there: Python would only say that it finds no module. */
export function requireFolders({ python }: DspexOptions, rootDir: string): void {
  for (const folder of python.path) {
    const path = isAbsolute(folder) ? folder : join(rootDir, folder);
    if (folder !== '.' && !existsSync(path)) throw missingFolder(folder, path);
  }
}

function missingFolder(folder: string, path: string): DspexError {
  return new DspexError({
    code: 'OPTION_INVALID',
    what: `The option dspex.python.path names "${folder}", which is not there.`,
    why: `it would be ${path}: paths are relative to rootDir`,
    next: `mkdir -p "${path}"   # or correct dspex.python.path in testEnvironmentOptions`,
  });
}
