import { isMainThread } from 'node:worker_threads';
import { finishRun } from '../../resources/ownership/finish-run';
import { realSetInterval } from '../../shared/waits/real-timers';

const EVERY_MS = 250;

/**
 * Ends this worker when Jest's main process is gone: it would go on with tests that nobody waits for, and hold what they hold. The run is
 * finished from here, too, as its watchdog and its reaper may have been killed, or stopped.
 *
 * By polling: the only event there is, `disconnect`, keeps a worker alive while somebody listens to it. Unreferenced.
 */
export function endAsOrphan(runFolder: () => string): void {
  if (!isMainThread || typeof process.send !== 'function') return;
  const parent = process.ppid;
  // A worker whose parent's descriptors are closed may end before the parent has.
  const isOrphan = (): boolean => process.ppid !== parent || !process.connected;
  process.once('exit', () => {
    if (isOrphan()) finishRun(runFolder());
  });
  realSetInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, EVERY_MS).unref();
}
