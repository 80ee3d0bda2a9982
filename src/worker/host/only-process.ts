import { isMainThread } from 'node:worker_threads';

/** True where Jest's main process itself runs the tests: under `-i`, and for few files. */
export function isOnlyProcess(): boolean {
  return isMainThread && typeof process.send !== 'function';
}
