import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file as a whole: who looks at it meanwhile sees the old one or the new one. Its draft has a name that nobody knows before, and
 * is made here: a link that lies in its place, or in the place of the file, is not followed.
 */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
