import { whyAborted } from '../bridge/child/deadline';
import { DspexError } from '../shared/errors';
import { bounded } from '../shared/waits/bounded';
import type { AdapterRequestOptions } from './adapter';

/** The result of `work`, or EXECUTE_TIMEOUT or EXECUTE_CANCELLED when the limit or the signal comes first. */
export function withinLimit<T>(work: Promise<T>, { timeoutMs, signal }: AdapterRequestOptions): Promise<T> {
  return bounded(work, { limit: { ms: timeoutMs, error: timedOut }, abort: { signal, error: cancelled } });
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
