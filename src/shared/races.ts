// Taken when the module loads: in the worker's outer realm a test's fake timers never hold a wait.
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** Waits for a promise, but no longer than `limitMs`: then throws what `tooLate` gives. What the promise rejects with later is dropped. */
export async function withinLimit<T>(waiting: Promise<T>, limitMs: number, tooLate: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = realSetTimeout(() => reject(tooLate()), limitMs);
  });
  try {
    return await Promise.race([late, waiting]);
  } finally {
    realClearTimeout(timer);
    waiting.catch(() => undefined);
  }
}
