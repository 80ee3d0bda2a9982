import type { Circus } from '@jest/types';
import { Clock, NEVER_MS } from '../context/clock';

type AnyFn = (...args: unknown[]) => unknown;

export interface TimedTarget {
  fn?: AnyFn | Circus.TestFn | Circus.HookFn | null | undefined;
  timeout?: number | undefined;
}

export interface TimedOptions {
  readonly timeoutMs: number;
  /** Runs the function in its async context. */
  readonly within: <T>(work: () => T) => T;
  readonly onClock: (clock: Clock | undefined) => void;
  readonly timeoutError: () => Error;
}

/**
 * Runs a test's or a hook's function under our clock instead of Jest's, so that waiting can stop it.
 *
 * Jest's keeps counting for `done` callbacks (their end is not ours to see) and for generators. The function's `length` is kept:
 * it decides whether Jest hands over `done`.
 */
export function timeFunction(target: TimedTarget, options: TimedOptions): void {
  const fn = target.fn as AnyFn | null | undefined;
  if (typeof fn !== 'function' || isGenerator(fn)) return;
  if (fn.length > 0) {
    target.timeout ??= options.timeoutMs;
    target.fn = function (this: unknown, done: unknown) {
      return options.within(() => fn.call(this, done));
    };
    return;
  }
  target.timeout = NEVER_MS;
  target.fn = function (this: unknown) {
    return options.within(() => underClock(() => fn.call(this), options));
  };
}

function underClock(work: () => unknown, options: TimedOptions): unknown {
  let fail!: (error: Error) => void;
  const exceeded = new Promise<never>((_, reject) => (fail = reject));
  const clock = new Clock(options.timeoutMs, () => fail(options.timeoutError()));
  // Before the function runs: its first synchronous line may be one that waits.
  clock.start();
  options.onClock(clock);
  const end = (): void => {
    clock.stop();
    options.onClock(undefined);
  };
  try {
    const result = work();
    if (isThenable(result)) return Promise.race([result, exceeded]).finally(end);
    end();
    return result;
  } catch (error) {
    end();
    throw error;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}

/** By name: the sandbox's GeneratorFunction is not ours. */
function isGenerator(fn: AnyFn): boolean {
  return /^(Async)?GeneratorFunction$/.test(fn.constructor?.name ?? '');
}
