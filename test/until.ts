const { setTimeout: realSetTimeout } = globalThis;
const LOOK_AGAIN_MS = 2;
/** Whole Jest runs on a busy machine take this long at most; what has not come by then does not come. */
const MOST_MS = 60_000;

/** Waits for something of another process, which tells nobody. Throws, naming it, where it does not come. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>, mostMs = MOST_MS): Promise<void> {
  const since = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - since > mostMs) throw new Error(`waited ${mostMs} ms in vain: ${what}`);
    await new Promise((resolve) => realSetTimeout(resolve, LOOK_AGAIN_MS));
  }
}
