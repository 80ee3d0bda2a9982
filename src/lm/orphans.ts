import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CassetteFolder } from './cassette-folder';

/** Recordings whose test file is not there any more. */
export async function orphansIn(root: string, rootDir: string): Promise<string[]> {
  const folder = new CassetteFolder(root);
  const known = new Map<string, boolean>();
  const gone: string[] = [];
  for (const path of await folder.list()) {
    // <file>/<test>/<key>.json
    const file = join(path, '..', '..').split('__').join('..');
    if (!known.has(file)) known.set(file, existsSync(join(rootDir, file)));
    if (known.get(file) === false) gone.push(path);
  }
  return gone;
}
