import type { AbortSignalLike } from '../boundaries/abort-signal';

/** Work under a signal that is aborted when one of several is; `AbortSignal.any` takes none of another realm. */
export async function either<T>(
  signals: readonly (AbortSignalLike | undefined)[],
  work: (signal: AbortSignalLike) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listeners = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = (): void => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return [() => signal.removeEventListener('abort', abort)];
  });
  try {
    return await work(controller.signal);
  } finally {
    for (const stop of listeners) stop();
  }
}
