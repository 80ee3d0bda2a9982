import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CassetteFolder } from './cassette-folder';
import { testFilesOf } from './cassette-path';

/** Recordings whose test file is not there any more. `base`: what test files are named relative to. */
export async function orphansIn(folder: CassetteFolder, base: string): Promise<string[]> {
  const known = new Map<string, boolean>();
  const isThere = (path: string): boolean => {
    const place = dirname(path);
    const found = known.get(place) ?? testFilesOf(path).some((file) => existsSync(join(base, file)));
    known.set(place, found);
    return found;
  };
  return (await folder.list()).filter((path) => !isThere(path));
}
