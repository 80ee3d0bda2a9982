import { randomBytes } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { inMadeFolder } from '../../shared/made-folder';

/** What file systems without hard links say. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Writes a file under its final name at once, on the disk, by way of a draft beside it. False: there is one, and it is not to be replaced. */
export function writeWhole(target: string, text: string, replace: boolean): Promise<boolean> {
  return inMadeFolder(dirname(target), async () => {
    const draft = join(dirname(target), `.${basename(target)}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`);
    try {
      await writeToDisk(draft, text);
      return await nameIt(draft, target, replace);
    } finally {
      await rm(draft, { force: true });
    }
  });
}

/** True for the name of a draft, which a run that was killed may leave. */
export function isDraft(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.tmp');
}

async function nameIt(draft: string, target: string, replace: boolean): Promise<boolean> {
  try {
    if (replace) await rename(draft, target);
    else await link(draft, target).catch((error) => linkless(error, draft, target));
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Without hard links (exFAT, some shared folders) two writers of one name cannot be told apart: the last one's file is there, whole. */
async function linkless(error: unknown, draft: string, target: string): Promise<void> {
  if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
  const exists = await stat(target).catch(() => null);
  if (exists !== null) throw Object.assign(new Error('there is one already'), { code: 'EEXIST' });
  await rename(draft, target);
}

async function writeToDisk(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
