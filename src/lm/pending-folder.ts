import { createHash } from 'node:crypto';
import { join } from 'node:path';
import envPaths from 'env-paths';

/** Where recordings of a project wait for their test to pass: the user's cache folder, never the repository. */
export function pendingFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  const project = createHash('sha256').update(rootDir).digest('hex').slice(0, 12);
  return join(env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).cache, 'pending', project);
}

/** Where a machine's spending is kept. */
export function spendingFolder(env: NodeJS.ProcessEnv): string {
  return join(env.DSPEX_STATE_DIR || envPaths('dspex', { suffix: '' }).data, 'spending');
}
