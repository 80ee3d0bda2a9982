import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';

interface RequestBounds {
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignalLike;
  /** What that is told with. */
  readonly givenUp: () => Error;
  readonly maxWaitMs: number;
  /** Calls back after so many milliseconds; gives what calls that off. */
  readonly after: (ms: number, call: () => void) => () => void;
}

/**
 * One request under a signal that closes its connection: when nobody waits for it, and when it says nothing for too long, for the clock of the
 * test that asks may stand still meanwhile.
 */
export async function oneRequest<T>(bounds: RequestBounds, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, givenUp, maxWaitMs, after } = bounds;
  if (signal.aborted) throw givenUp();
  const closing = new AbortController();
  let reject: (error: Error) => void = () => undefined;
  const ended = new Promise<never>((_, refuse) => (reject = refuse));
  const end = (error: Error): void => {
    reject(error);
    closing.abort();
  };
  const abort = (): void => end(givenUp());
  const callOff = after(maxWaitMs, () => end(new Error(`no answer within ${maxWaitMs} ms (maxWaitMs)`)));
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([ask(closing.signal), ended]);
  } finally {
    callOff();
    signal.removeEventListener('abort', abort);
  }
}
