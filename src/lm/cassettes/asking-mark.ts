import { randomBytes } from 'node:crypto';
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inMadeFolder } from '../../shared/made-folder';
import { readRegularFileLater } from '../../shared/regular-file';

/** A mark that is older is nobody's: no call takes so long, and of a process in another container nobody knows whether it lives. */
export const OLDEST_MARK_MS = 3_600_000;

/** A new name for a mark beside a recording: no two are ever the same. */
export function newMark(recording: string): string {
  return join(dirname(recording), `${prefixOf(recording)}${randomBytes(8).toString('hex')}.asking`);
}

/** True for the name of a mark, which a process that was killed may leave. */
export function isMark(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.asking');
}

/** Whole at once: a mark that is read names its process. */
export function setMark(mark: string, processName: string): Promise<void> {
  return inMadeFolder(dirname(mark), async () => {
    await writeFile(`${mark}.tmp`, processName);
    await rename(`${mark}.tmp`, mark);
  });
}

/** The marks beside a recording whose processes live, but for one. Those of processes that have ended go. */
export async function otherMarks(recording: string, own: string, isAlive: (processName: string) => boolean): Promise<string[]> {
  const names = await readdir(dirname(recording)).catch(orNothing<string[]>([]));
  const living: string[] = [];
  for (const name of names) {
    const mark = join(dirname(recording), name);
    if (mark === own || !name.startsWith(prefixOf(recording)) || !isMark(name)) continue;
    if (await isHeld(mark, isAlive)) living.push(mark);
  }
  return living;
}

async function isHeld(mark: string, isAlive: (processName: string) => boolean): Promise<boolean> {
  const processName = await readRegularFileLater(mark).catch(orNothing<string | null>(null));
  const found = await stat(mark).catch(orNothing(null));
  if (processName === null || found === null) return false;
  if (isAlive(processName) && Date.now() - found.mtimeMs < OLDEST_MARK_MS) return true;
  await rm(mark, { force: true });
  return false;
}

function prefixOf(recording: string): string {
  return `.${basename(recording)}.`;
}

function orNothing<T>(nothing: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT') return nothing;
    throw error;
  };
}
