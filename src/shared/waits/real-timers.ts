/** Taken once, when this module loads, in the outer realm: a test's fake timers hold no limit, no reply and no end of a process. */
export const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout, setInterval: realSetInterval } = globalThis;

/** Node lets a timer that is longer, or `Infinity`, pass at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, ms));
}

/** Does not keep the process alive: whoever waits here may be the last thing in it. */
export function sleepUnreferenced(ms: number): Promise<void> {
  return new Promise((resolve) => realSetTimeout(resolve, ms).unref());
}
