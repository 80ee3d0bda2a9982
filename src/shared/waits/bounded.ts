import type { AbortSignalLike } from '../boundaries/abort-signal';
import { LONGEST_TIMER_MS, realClearTimeout, realSetTimeout } from './real-timers';

/** What ends a wait before its work is done. A bound that is undefined never does. */
export interface Bounds {
  readonly limit?: { readonly ms: number | undefined; readonly error: (ms: number) => unknown };
  /** The signal may be of any realm. */
  readonly abort?: { readonly signal: AbortSignalLike | undefined; readonly error: (reason: unknown) => unknown };
}

/** The result of `work`, or the error of the bound that comes first. The work itself goes on; what it throws then is nobody's. */
export function bounded<T>(work: T | PromiseLike<T>, { limit, abort }: Bounds): Promise<T> {
  const wait = new Wait<T>();
  const result = wait.begin();
  if (abort?.signal !== undefined) endOnAbort(wait, abort.signal, abort.error);
  if (limit?.ms !== undefined) endAfter(wait, limit.ms, (settle, ms) => settle.reject(limit.error(ms)));
  endWithWork(wait, work);
  return result;
}

/** The result of `work`, or undefined where it is not there after so long. */
export function valueWithin<T>(work: T | PromiseLike<T>, limitMs: number): Promise<T | undefined> {
  const wait = new Wait<T | undefined>();
  const result = wait.begin();
  endAfter(wait, limitMs, (settle) => settle.resolve(undefined));
  endWithWork(wait, work);
  return result;
}

interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * One wait, which ends once. A promise keeps what was attached to it until it settles, and work may be shared and go on for hours:
 * so only this object is attached to it, and lets go of the result when it ends. `Promise.race` does not.
 */
class Wait<T> {
  private settle: Settle<T> | undefined;
  private readonly releases: (() => void)[] = [];

  begin(): Promise<T> {
    return new Promise((resolve, reject) => (this.settle = { resolve, reject }));
  }

  /** Undoes a listener or a timer when the wait ends; at once where it has. */
  onEnd(release: () => void): void {
    if (this.settle === undefined) release();
    else this.releases.push(release);
  }

  end(how: (settle: Settle<T>) => void): void {
    const { settle } = this;
    if (settle === undefined) return;
    this.settle = undefined;
    for (const release of this.releases.splice(0)) release();
    how(settle);
  }
}

function endWithWork<T>(wait: Wait<T>, work: T | PromiseLike<T>): void {
  Promise.resolve(work).then(
    (value) => wait.end((settle) => settle.resolve(value)),
    (error: unknown) => wait.end((settle) => settle.reject(error)),
  );
}

function endAfter<T>(wait: Wait<T>, ms: number, how: (settle: Settle<T>, ms: number) => void): void {
  const timer = realSetTimeout(() => wait.end((settle) => how(settle, ms)), Math.min(ms, LONGEST_TIMER_MS));
  wait.onEnd(() => realClearTimeout(timer));
}

function endOnAbort<T>(wait: Wait<T>, signal: AbortSignalLike, errorOf: (reason: unknown) => unknown): void {
  const abort = (): void => wait.end((settle) => settle.reject(errorOf(signal.reason)));
  signal.addEventListener('abort', abort);
  wait.onEnd(() => signal.removeEventListener('abort', abort));
  if (signal.aborted) abort();
}
