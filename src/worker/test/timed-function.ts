import type { Circus } from '@jest/types';
import { Clock, NEVER_MS } from '../context/clock';

export type AnyFn = (...args: unknown[]) => unknown;

/** Runs something in an async context. */
export type Within = <T>(work: () => T) => T;

export interface TimedTarget {
  fn?: AnyFn | Circus.TestFn | Circus.HookFn | null | undefined;
  timeout?: number | undefined;
}

export interface TimedOptions {
  readonly timeoutMs: number;
  /** Runs the function in an async context of its own, where it has one. */
  readonly within?: Within;
  readonly onClock: (clock: Clock | undefined) => void;
  readonly timeoutError: () => Error;
}

/**
 * Runs a test's or a hook's function under our clock instead of Jest's, so that waiting can stop it.
 *
 * Jest's keeps counting for `done` callbacks (their end is not ours to see) and for generators. The function's `length` is kept:
 * it decides whether Jest hands over `done`. One function lies between Jest's and the user's: each more would be a line in the user's stacks.
 */
export function timeFunction(target: TimedTarget, options: TimedOptions): void {
  const fn = target.fn as AnyFn | null | undefined;
  if (typeof fn !== 'function' || isGenerator(fn)) return;
  const { within } = options;
  const run: AnyFn = within === undefined ? fn : runWithin(fn, within);
  if (fn.length > 0) {
    target.timeout ??= options.timeoutMs;
    if (run !== fn) target.fn = withDone(run);
    return;
  }
  target.timeout = NEVER_MS;
  target.fn = function test(this: unknown): unknown {
    const limit = startLimit(options);
    try {
      const result = run.call(this);
      return isThenable(result) ? Promise.race([result, limit.exceeded]).finally(limit.end) : limit.end(result);
    } catch (error) {
      limit.end(error);
      throw error;
    }
  };
}

/** The same function in an async context. */
export function runWithin(fn: AnyFn, within: Within): AnyFn {
  return function test(this: unknown, ...args: unknown[]): unknown {
    return within(() => Reflect.apply(fn, this, args));
  };
}

/** Of a length by which Jest hands over `done`. */
function withDone(run: AnyFn): AnyFn {
  return function test(this: unknown, done: unknown): unknown {
    return run.call(this, done);
  };
}

interface Limit {
  readonly exceeded: Promise<never>;
  end<T>(result?: T): T | undefined;
}

/** Before the function runs: its first synchronous line may be one that waits. */
function startLimit({ timeoutMs, timeoutError, onClock }: TimedOptions): Limit {
  let fail!: (error: Error) => void;
  const exceeded = new Promise<never>((_, reject) => (fail = reject));
  const clock = new Clock(timeoutMs, () => fail(timeoutError()));
  clock.start();
  onClock(clock);
  return {
    exceeded,
    end(result) {
      clock.stop();
      onClock(undefined);
      return result;
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null)?.then === 'function';
}

/** By name: the sandbox's GeneratorFunction is not ours. */
function isGenerator(fn: AnyFn): boolean {
  return /^(Async)?GeneratorFunction$/.test(fn.constructor?.name ?? '');
}
