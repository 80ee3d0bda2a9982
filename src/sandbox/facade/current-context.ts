import { channel } from 'node:diagnostics_channel';
import type { CommandName } from '../../shared/boundaries/bridge';
import { type ContextFacade, FACADE_CHANNEL, type Facade, type FacadeAsked, type RequestOptions } from '../../shared/boundaries/facade';
import { DspexError } from '../../shared/errors';
import { decodeValues, encodeValues } from '../../shared/values/values';
import { remade, remadeLater } from './own-realm';

/** Gives the context whenever it is asked for: the running test's, or one that was handed over. */
export type GetContext = () => ContextFacade;

const asking = channel(FACADE_CHANNEL);

/** The facade that the environment of this realm offers. Throws NOT_IN_ENVIRONMENT where there is none. */
export function facade(): Facade {
  const offered = askForFacade();
  if (offered !== undefined) return offered;
  throw new DspexError({
    code: 'NOT_IN_ENVIRONMENT',
    what: 'dspex is used outside of its Jest environment.',
    why: 'no environment of @dspex/jest-preset runs this file',
    next: "write preset: '@dspex/jest-preset' in the Jest config, or /** @jest-environment @dspex/jest-preset/environment */ at the top of the file",
  });
}

/** True where an environment of this package runs the file. */
export function isInEnvironment(): boolean {
  return askForFacade() !== undefined;
}

function askForFacade(): Facade | undefined {
  const asked: FacadeAsked = { global: globalThis };
  asking.publish(asked);
  return asked.facade;
}

/** The running test's context, or, outside of a test, the file's. */
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
  return JSON.parse(await remadeLater(() => context.request(command, JSON.stringify(params), options)));
}

/** `encodeValues` of an object, which stays one. */
export function encodeRecord(value: object, path: string): Record<string, unknown> {
  return encodeValues(value, path) as Record<string, unknown>;
}

/** What `encodeRecord` made, made again of this realm's own objects. */
export function decodeRecord(wire: unknown): Record<string, unknown> {
  return decodeValues(wire) as Record<string, unknown>;
}
