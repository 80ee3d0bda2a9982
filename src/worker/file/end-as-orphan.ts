import { isMainThread } from 'node:worker_threads';
import { realSetInterval } from '../../shared/waits/real-timers';

const EVERY_MS = 250;

/**
 * Ends this worker when Jest's main process is gone: it would go on with tests that nobody waits for, and hold what they hold.
 *
 * By polling: the only event there is, `disconnect`, keeps a worker alive while somebody listens to it. Unreferenced.
 */
export function endAsOrphan(): void {
  if (!isMainThread || typeof process.send !== 'function') return;
  const parent = process.ppid;
  realSetInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, EVERY_MS).unref();
}
