import { channel } from 'node:diagnostics_channel';
import type { CommandName } from '../../shared/boundaries/bridge';
import { type ContextFacade, FACADE_CHANNEL, type Facade, type FacadeAsked, type RequestOptions } from '../../shared/boundaries/facade';
import { DspexError } from '../../shared/errors';
import { HOST_VARIABLE } from '../../shared/host-variable';
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
    ...(process.env[HOST_VARIABLE] === undefined ? NO_PRESET : OTHER_ENVIRONMENT),
  });
}

/** Without the preset's global setup nobody can tell which: a preset leaves no other trace. */
const NO_PRESET = {
  why: 'no environment of @dspex/jest-preset runs this file: the config of this run has no preset, or a testEnvironment and a globalSetup of your own stand in place of those of the preset',
  next: "npx dspex-jest init   # writes into the config what is missing: preset: '@dspex/jest-preset'; or says what to call from your own",
};

/** The preset's global setup has run, be it for another project of the run, and the file has its environment from elsewhere. */
const OTHER_ENVIRONMENT = {
  why: 'this run has the preset, but the testEnvironment of this file is another: by the config, its project, or its first comment',
  next: "npx dspex-jest init   # or write in the other's place: testEnvironment: '@dspex/jest-preset/environment'",
};

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

/** `encodeValues` of an object of fields, which stays one. Throws INPUT_TYPE for anything else. */
export function encodeRecord(value: object, path: string): Record<string, unknown> {
  const wire = encodeValues(value, path);
  // A Map, bytes and the like travel under a tag.
  if (typeof wire === 'object' && wire !== null && !Array.isArray(wire) && !('$type' in wire)) return { ...wire };
  throw new DspexError({
    code: 'INPUT_TYPE',
    what: `What stands for ${path} is ${describeKind(value)}.`,
    why: 'it is an object, with a field for each name',
    next: 'program.execute({ question: … })',
  });
}

function describeKind(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  return `a ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`;
}

/** What `encodeRecord` made, made again of this realm's own objects. */
export function decodeRecord(wire: unknown): Record<string, unknown> {
  return decodeValues(wire) as Record<string, unknown>;
}
