import { dirname } from 'node:path';
import type { CommandName } from '../../shared/boundaries/bridge';
import { type ContextFacade, FACADE_KEY, type Facade, type RequestOptions } from '../../shared/boundaries/facade';
import { DspexError, isDspexError } from '../../shared/errors';
import { decodeValues, encodeValues } from '../../shared/values/values';

/** Frames below it are no line of the test's. */
const SANDBOX = dirname(__dirname);

/** Gives the context whenever it is asked for: the running test's, or one that was handed over. */
export type GetContext = () => ContextFacade;

/** The facade that the environment put on this realm's global. Throws NOT_IN_ENVIRONMENT where there is none. */
export function facade(): Facade {
  const found = (globalThis as { [FACADE_KEY]?: Facade })[FACADE_KEY];
  if (found !== undefined) return found;
  throw new DspexError({
    code: 'NOT_IN_ENVIRONMENT',
    what: 'dspex is used outside of its Jest environment.',
    why: 'no environment of @dspex/jest-preset runs this file',
    next: "write preset: '@dspex/jest-preset' in the Jest config, or /** @jest-environment @dspex/jest-preset/environment */ at the top of the file",
  });
}

export function currentContext(): ContextFacade {
  return remade(() => facade().current());
}

/** Sends a command; values are encoded on the way out, and what comes back is made of this realm's own objects. */
export async function request(
  getContext: GetContext,
  command: Exclude<CommandName, 'hello' | 'shutdown'>,
  params: object,
  options?: RequestOptions,
): Promise<unknown> {
  const context = getContext();
  const here = new Error('here');
  try {
    return JSON.parse(await context.request(command, JSON.stringify(params), options));
  } catch (error) {
    throw remakeError(error, here);
  }
}

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

export function encodeRecord(value: object, path: string): Record<string, unknown> {
  return encodeValues(value, path) as Record<string, unknown>;
}

export function decodeRecord(wire: unknown): Record<string, unknown> {
  return decodeValues(wire) as Record<string, unknown>;
}
