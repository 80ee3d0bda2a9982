import { createHash } from 'node:crypto';
import { isAbsolute, join, resolve } from 'node:path';
import { stateFolder } from '../../shared/state-folder';

/** Where a project's recordings lie, and how they are filed there. */
export interface CassettePlace {
  /** Absolute. */
  readonly root: string;
  /** What test files are named relative to. */
  readonly base: string;
}

interface CassettePlaceParts {
  readonly rootDir: string;
  /** Of the run: several projects may share one folder. */
  readonly runRootDir: string;
  readonly dir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** LM_CACHE_DIR, or the option. A folder that is given absolutely may be that of several projects: files are told apart from the run's rootDir on. */
export function cassettePlace({ rootDir, runRootDir, dir, env }: CassettePlaceParts): CassettePlace {
  const chosen = env.LM_CACHE_DIR || dir;
  return isAbsolute(chosen) ? { root: chosen, base: runRootDir } : { root: resolve(rootDir, chosen), base: rootDir };
}

/** Where recordings of a project wait for their test to pass: the user's cache folder, never the repository. */
export function pendingFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return join(pendingFolders(env), digestOf(rootDir));
}

/** Where those of all projects wait. */
export function pendingFolders(env: NodeJS.ProcessEnv): string {
  return join(stateFolder('cache', env), 'pending');
}

/** Where the last runs of test files wrote what they found out about a folder of cassettes, for `dspex-jest cassettes`. */
export function lastRunFolder(root: string, env: NodeJS.ProcessEnv): string {
  return join(stateFolder('cache', env), 'last-run', digestOf(root));
}

function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
