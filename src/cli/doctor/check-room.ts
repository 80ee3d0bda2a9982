import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { type Finding, note, ok, troubleOr, wrong } from './finding';

const MB = 1024 * 1024;
const LEAST_DISK = 100 * MB;
const LEAST_FILES = 1_000;
/** What Docker gives a container is 64 MB. */
const LEAST_SHARED_MEMORY = 32 * MB;

/** Whether there is room where a run writes. */
export function checkDisk(folders: readonly string[] = [tmpdir(), process.cwd()]): Finding[] {
  const free = Math.min(...folders.map(freeBytes));
  return troubleOr(ok('disk', `${Math.floor(free / MB)} MB free`), [...new Set(folders)].map(tight));
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function tight(folder: string): Finding | undefined {
  const { files, ffree } = statfsSync(folder);
  const free = freeBytes(folder);
  if (free < LEAST_DISK) return wrong('disk', `${folder} has ${Math.floor(free / MB)} MB left.`, `df -h ${folder}`);
  // Some file systems count none.
  return files > 0 && ffree < LEAST_FILES ? wrong('disk', `${folder} has room for ${ffree} more files.`, `df -i ${folder}`) : undefined;
}

/** Python's multiprocessing, and so torch and others, pass their data by it. Only on Linux. */
export function checkSharedMemory(folder = '/dev/shm', platform: string = process.platform): Finding[] {
  if (platform !== 'linux') return [];
  const larger = 'docker run --shm-size=256m …';
  if (!existsSync(folder)) return [note('shm', `There is no ${folder}: Python's multiprocessing fails.`, larger)];
  const free = freeBytes(folder);
  if (free < LEAST_SHARED_MEMORY) return [note('shm', `${folder} has ${Math.floor(free / MB)} MB left.`, `ls -l ${folder}; ${larger}`)];
  return [ok('shm', `${Math.floor(free / MB)} MB free`)];
}
