import { dirname } from 'node:path';
import { DspexError, isDspexError } from '../../shared/errors';

/** Frames below it are no line of the test's. */
const SANDBOX = dirname(__dirname);

/** Runs what may throw an error of the outer realm, and throws it as one of this realm. */
export function remade<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw remakeError(error, new Error('here'));
  }
}

/** As `remade`, for what is waited for. */
export async function remadeLater<T>(work: () => T | Promise<T>): Promise<T> {
  const here = new Error('here');
  try {
    return await work();
  } catch (error) {
    throw remakeError(error, here);
  }
}

/** The same error as an `Error` of this realm, with the stack of the caller: the line of the test that asked. */
function remakeError(error: unknown, here: Error): unknown {
  if (isDspexError(error)) return placed(new DspexError({ ...error.parts }), here);
  if (error instanceof Error || Object.prototype.toString.call(error) !== '[object Error]') return error;
  const { name, message } = error as Error;
  return placed(Object.assign(new Error(message, { cause: error }), { name }), here);
}

function placed(error: Error, here: Error): Error {
  const frames = (here.stack ?? '')
    .split('\n')
    .slice(1)
    .filter((line) => !line.includes(SANDBOX));
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

/**
 * Plain data made again of this realm's own objects. What the worker hands to a function of the test's is of the worker's realm, where
 * `toStrictEqual` and `instanceof` say no.
 */
export function localCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyList(value);
  switch (Object.prototype.toString.call(value)) {
    case '[object Object]':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, localCopy(item)]));
    case '[object Map]':
      return new Map(copyList([...(value as Map<unknown, unknown>)]) as [unknown, unknown][]);
    default:
      return value;
  }
}

/** A function of the test's as the worker may call it: under its own name, with arguments of the test's realm. */
export function takingLocal<F extends (given: never) => unknown>(fn: F): (given: unknown) => ReturnType<F> {
  const called = (given: unknown): ReturnType<F> => fn(localCopy(given) as never) as ReturnType<F>;
  return Object.defineProperty(called, 'name', { value: fn.name });
}

function copyList(list: Iterable<unknown>): unknown[] {
  // Not list.map: on another realm's array it makes another realm's array.
  return Array.from(list, localCopy);
}
