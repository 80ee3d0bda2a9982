import { type Clients, readHttp, writeHttp } from './native-http';
import { lendRecording, takeRecording } from './recorded-headers';
import { type Routes, standInForClients } from './stand-ins';

/** What a listener of the intercepted requests is given: the Fetch standard's Request, and how to answer it. */
export interface Intercepted {
  readonly request: Request;
  readonly requestId: string;
  readonly controller: RequestController;
}

export interface RequestController {
  /** 0 while nobody has answered. */
  readonly readyState: number;
  respondWith(response: Response): void;
  errorWith(reason: unknown): void;
  passthrough(): Promise<void>;
}

interface Interceptor {
  readonly emitter: Emitter;
}

interface Emitter {
  on(event: string, listener: (...args: never[]) => unknown): unknown;
  removeAllListeners(event?: string): unknown;
}

/** How a request came: each way has an interceptor of its own. */
export type CarriedBy = 'http' | 'fetch';

/** Who hears of intercepted requests: the door of the file that runs now. */
export interface CarrierListener {
  /** Says by its arguments whether a request is to be carried; the others go straight to Node. */
  isCarried(args: readonly unknown[]): boolean;
  onRequest(intercepted: Intercepted, by: CarriedBy): Promise<void>;
  /** What a second nock or msw in the test wants to hear besides. */
  onOther(event: 'response' | 'unhandledException', payload: unknown, by: CarriedBy): Promise<void>;
}

export interface Carrier {
  readonly native: Clients;
  listener: CarrierListener | undefined;
  /** Starts or stops hearing responses. Heard, each is cloned for it, and a client that cancels a body waits for the clone too. */
  hearResponses(on: boolean): void;
  /** Gives a sandbox with a nock or msw of its own the classes that one would put there; gives what takes them away. */
  lendClasses(sandbox: typeof globalThis): () => void;
}

/** Where a copy of @mswjs/interceptors (in nock 14, msw 2) looks for an interceptor that runs already. */
export const RUNNING_SYMBOLS: Readonly<Record<CarriedBy, symbol>> = {
  http: Symbol.for('client-request-interceptor'),
  fetch: Symbol.for('fetch-interceptor'),
};

let made: Carrier | undefined;

/**
 * Nock, loaded once per worker in the outer realm, as what carries requests of every client to the door.
 *
 * Loading it patches http, https, fetch and its classes; nock's functions are kept and Node's own put back, so that only what the door
 * routes to nock goes through it. Its own matching of scopes is not used: answering on the interceptor costs a fifth and streams.
 */
export function carrier(late: LateRoutes = NEVER_LATE): Carrier {
  made ??= load(late);
  return made;
}

type LateRoutes = Pick<Routes, 'isLate' | 'refuseFetch'>;

/** Before a worker has a file that is over. */
const NEVER_LATE: LateRoutes = { isLate: () => false, refuseFetch: () => Promise.reject(new TypeError('fetch failed')) };

function load(late: LateRoutes): Carrier {
  const { native, carried, recording } = loadNock();
  const emitters = (Object.keys(RUNNING_SYMBOLS) as CarriedBy[]).map((by) => ({
    by,
    emitter: (globalThis as unknown as Record<symbol, Interceptor>)[RUNNING_SYMBOLS[by]]?.emitter as Emitter,
  }));
  const carrying: Carrier = {
    native,
    listener: undefined,
    hearResponses(on) {
      for (const { by, emitter } of emitters) {
        emitter.removeAllListeners('response');
        if (on) emitter.on('response', (payload: unknown) => carrying.listener?.onOther('response', payload, by));
      }
    },
    lendClasses: (sandbox) => lendRecording(recording, sandbox),
  };
  for (const { by, emitter } of emitters) {
    emitter.removeAllListeners();
    emitter.on('request', (intercepted: Intercepted) => carrying.listener?.onRequest(intercepted, by));
    emitter.on('unhandledException', (payload: unknown) => carrying.listener?.onOther('unhandledException', payload, by));
  }
  standInForClients(native, carried, { ...late, isCarried: (args) => carrying.listener?.isCarried(args) === true });
  return carrying;
}

function loadNock() {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch') as PropertyDescriptor;
  const native: Clients = { ...readHttp(), fetch: globalThis.fetch };
  require('nock');
  const carried: Clients = { ...readHttp(), fetch: globalThis.fetch };
  const recording = takeRecording();
  writeHttp(native);
  Object.defineProperty(globalThis, 'fetch', descriptor);
  return { native, carried, recording };
}
