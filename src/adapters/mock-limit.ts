import { whyAborted } from '../bridge/child/deadline';
import { DspexError } from '../shared/errors';
import type { AdapterRequestOptions } from './adapter';

// Taken when the module loads, in the outer realm: a test's fake timers never hold a time limit.
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** The result of `work`, or EXECUTE_TIMEOUT or EXECUTE_CANCELLED when the limit or the signal comes first. */
export async function withinLimit<T>(work: Promise<T>, { timeoutMs, signal }: AdapterRequestOptions): Promise<T> {
  let giveUp!: (error: DspexError) => void;
  const givenUp = new Promise<never>((_, reject) => (giveUp = reject));
  const abort = (): void => giveUp(cancelled(signal?.reason));
  const timer = timeoutMs === undefined ? undefined : realSetTimeout(() => giveUp(timedOut(timeoutMs)), timeoutMs);
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await Promise.race([givenUp, work]);
  } finally {
    realClearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    work.catch(() => undefined); // Nobody waits for it any more; a miss is in the journal.
  }
}

function timedOut(timeoutMs: number): DspexError {
  return new DspexError({
    code: 'EXECUTE_TIMEOUT',
    what: `"execute" was not done after ${timeoutMs} ms.`,
    why: 'the time limit of this call; its LM call was not answered in time',
    next: 'give it more: program.execute(inputs, { timeoutMs: 60_000 })',
  });
}

function cancelled(reason: unknown): DspexError {
  return new DspexError({
    code: 'EXECUTE_CANCELLED',
    what: '"execute" was cancelled.',
    why: whyAborted(reason),
    next: 'abort later, or not at all',
    cause: reason,
  });
}
