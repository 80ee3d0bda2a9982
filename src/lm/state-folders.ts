import { createHash } from 'node:crypto';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where recordings of a project wait for their test to pass: the user's cache folder, never the repository. */
export function pendingFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'pending', projectOf(rootDir));
}

/** What the last run of a project found unused, for `cassettes prune`. */
export function lastRunFile(rootDir: string, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'last-run', `${projectOf(rootDir)}.json`);
}

/** Where a machine's spending is kept. */
export function spendingFolder(env: NodeJS.ProcessEnv): string {
  return join(env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).data, 'spending');
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).cache;
}

function projectOf(rootDir: string): string {
  return createHash('sha256').update(rootDir).digest('hex').slice(0, 12);
}
