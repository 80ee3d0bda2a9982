import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');

/** One hash over the names and contents of files, and over whatever else decides a result. */
export function hashOf(files, ...alsoDecides) {
  const hash = createHash('sha256').update(alsoDecides.join('\0'));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** A stamp is the hash of what something was made from; it lies in the folder that was made, and goes with it. */
export function isStamped(stamp, hash) {
  const path = join(ROOT, stamp);
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

export function writeStamp(stamp, hash) {
  mkdirSync(dirname(join(ROOT, stamp)), { recursive: true });
  writeFileSync(join(ROOT, stamp), hash);
}

/** Does the work where it was not done for these very files; where it fails, it is done again the next time. */
export async function doneOnce(stamp, files, work) {
  const hash = hashOf(files);
  if (isStamped(stamp, hash)) return;
  await work();
  writeStamp(stamp, hash);
}

/** The files under a folder, relative to the repository, in order. None where there is no such folder. */
export function filesIn(folder) {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(ROOT.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

/** True in the script that was started, false in one that is imported. */
export function isMain(url) {
  return process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(url);
}
