import { createHash } from 'node:crypto';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where recordings of a project wait for their test to pass: the user's cache folder, never the repository. */
export function pendingFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return join(pendingFolders(env), digestOf(rootDir));
}

/** Those of all projects. */
export function pendingFolders(env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'pending');
}

/** What the last runs of test files found out about a folder of cassettes, for `dspex-jest cassettes`. */
export function lastRunFolder(root: string, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), 'last-run', digestOf(root));
}

/** Where a machine's spending is kept. */
export function spendingFolder(env: NodeJS.ProcessEnv): string {
  return join(env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).data, 'spending');
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).cache;
}

function digestOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
