import { systemError } from '../../../shared/system-error';
import type { CarriedBy, CarrierListener, Intercepted } from './intercepted';
import { type Clients, readHttp, writeHttp } from './native-http';
import { onPlatform, type Recording, takeRecording } from './recorded-headers';

/** Who hears of what nock carries; it changes from file to file. */
interface Listening {
  readonly listener: CarrierListener | undefined;
}

interface Interceptor {
  readonly emitter: Emitter;
}

interface Emitter {
  on(event: string, listener: (...args: never[]) => unknown): unknown;
  removeAllListeners(event?: string): unknown;
}

/** Where a copy of @mswjs/interceptors (in nock 14, msw 2) looks for an interceptor that runs already. */
export const RUNNING_SYMBOLS: Readonly<Record<CarriedBy, symbol>> = {
  http: Symbol.for('client-request-interceptor'),
  fetch: Symbol.for('fetch-interceptor'),
};

/** What loading nock makes. */
export interface Nock {
  /** Node's functions as nock wraps them. */
  readonly carried: Clients;
  readonly recording: Recording;
  hearResponses(on: boolean): void;
}

/**
 * Loads nock in the outer realm, and gives what it carries to whoever listens.
 *
 * Loading it patches http, https, fetch and its classes. It finds Node's own there, whatever a test has put in their place; what it makes
 * is kept, and what was there is put back, so that only what the door routes to nock goes through it.
 */
export function loadNock(native: Clients, listening: Listening): Nock {
  const fetch = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  const before = readHttp();
  writeHttp(native);
  writeFetch(native.fetch && { ...NODES_OWN, value: native.fetch });
  try {
    return onPlatform(() => {
      requireNock();
      const carried: Clients = { ...readHttp(), fetch: globalThis.fetch };
      return { carried, recording: takeRecording(), hearResponses: listen(listening) };
    });
  } finally {
    writeHttp(before);
    writeFetch(fetch);
  }
}

function writeFetch(descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(globalThis, 'fetch');
  else Object.defineProperty(globalThis, 'fetch', descriptor);
}

const NODES_OWN = { writable: true, configurable: true, enumerable: true };

function requireNock(): void {
  try {
    require('nock');
  } catch (error) {
    throw systemError(error, 'Loading what answers HTTP requests') ?? error;
  }
}

/** Gives what begins and ends the hearing of responses. */
function listen(listening: Listening): (on: boolean) => void {
  const emitters = (Object.keys(RUNNING_SYMBOLS) as CarriedBy[]).map((by) => ({
    by,
    emitter: (globalThis as unknown as Record<symbol, Interceptor>)[RUNNING_SYMBOLS[by]]?.emitter as Emitter,
  }));
  for (const { by, emitter } of emitters) {
    emitter.removeAllListeners();
    emitter.on('request', (intercepted: Intercepted) => listening.listener?.onRequest(intercepted, by));
    emitter.on('unhandledException', (payload: unknown) => listening.listener?.onOther('unhandledException', payload, by));
  }
  return (on) => {
    for (const { by, emitter } of emitters) {
      emitter.removeAllListeners('response');
      if (on) emitter.on('response', (payload: unknown) => listening.listener?.onOther('response', payload, by));
    }
  };
}
