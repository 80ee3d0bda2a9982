import { isAbsolute, resolve } from 'node:path';

/** Where a project's recordings lie, and how they are filed there. */
export interface CassettePlace {
  /** Absolute. */
  readonly root: string;
  /** What test files are named relative to. */
  readonly base: string;
}

export interface CassettePlaceParts {
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
