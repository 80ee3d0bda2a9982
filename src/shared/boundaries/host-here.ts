import { DspexError } from '../errors';
import type { HOST_REQUESTS } from './host';

export type HostRequest = keyof typeof HOST_REQUESTS;

/** Asks the run's host one of its requests. */
export type AskHost = (name: HostRequest, params: object) => Promise<unknown>;

/**
 * The run's host, for a worker that is Jest's main process itself, as under `-i` and for few files: both are in one process, so that what
 * one asks of the other is a call of a function.
 */
export interface HostHere {
  readonly socketPath: string;
  /** `onSlotsWanted`: told as `slots_wanted` is over the socket. */
  join(onSlotsWanted: (isWanted: boolean) => void): AskHost;
}

/** On the process's global object: a watch session loads the modules of a run anew. */
const KEY = Symbol.for('dspex.host');
type HostGlobal = { [KEY]?: HostHere | undefined };

export function offerHostHere(host: HostHere): void {
  (globalThis as HostGlobal)[KEY] = host;
}

export function withdrawHostHere(host: HostHere): void {
  if ((globalThis as HostGlobal)[KEY] === host) (globalThis as HostGlobal)[KEY] = undefined;
}

/** The host at that socket, where it lives in this process. */
export function hostHere(socketPath: string): HostHere | undefined {
  const host = (globalThis as HostGlobal)[KEY];
  return host?.socketPath === socketPath ? host : undefined;
}

/** The error of who asks a host that is no more. */
export function hostGone(cause: unknown): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'The host of this run does not answer.',
    why: `Jest's main process, which holds it, has ended or closed it: ${cause instanceof Error ? cause.message : String(cause)}`,
    next: 'npx jest',
    cause,
  });
}
