import { DspexError } from '../../shared/errors';

// Taken when the module loads, in the outer realm: a test's fake timers never hold a clean-up.
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** Runs a clean-up of the user's. Throws TIMEOUT where it takes longer: the others, and the next test, wait for it. */
export async function limitedCleanup(cleanup: () => unknown, label: string, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = realSetTimeout(() => reject(tooLong(label, limitMs)), limitMs);
  });
  try {
    await Promise.race([late, cleanup()]);
  } finally {
    realClearTimeout(timer);
  }
}

function tooLong(label: string, limitMs: number): DspexError {
  return new DspexError({
    code: 'TIMEOUT',
    what: `A clean-up of "${label}" was not done after ${limitMs} ms.`,
    why: 'what it waits for does not come; the other clean-ups ran',
    next: 'end in it what it awaits, or give it a limit of its own',
  });
}
