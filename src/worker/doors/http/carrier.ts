import type { CarrierListener } from './intercepted';
import { type Clients, readHttp } from './native-http';
import { loadNock, type Nock } from './nock';
import { hasClasses, lendRecording, watchPlatform } from './recorded-headers';
import { type Routes, standInForClients } from './stand-ins';

export interface Carrier {
  readonly native: Clients;
  listener: CarrierListener | undefined;
  /** Starts or stops hearing responses. Heard, each is cloned for it, and a client that cancels a body waits for the clone too. */
  hearResponses(on: boolean): void;
  /** Gives a sandbox with a nock or msw of its own the classes that one would put there; gives what takes them away. */
  lendClasses(sandbox: typeof globalThis): () => void;
}

let made: Carrier | undefined;

/**
 * What carries requests of every client to the door, once per worker: nock, in the outer realm.
 *
 * Its own matching of scopes is not used: answering on the interceptor costs a fifth and streams.
 */
export function carrier(late: LateRoutes = NEVER_LATE): Carrier {
  made ??= make(late);
  return made;
}

type LateRoutes = Pick<Routes, 'isLate' | 'refuseFetch'>;

/** Before a worker has a file that is over. */
const NEVER_LATE: LateRoutes = { isLate: () => false, refuseFetch: () => Promise.reject(new TypeError('fetch failed')) };

function make(late: LateRoutes): Carrier {
  const native: Clients = { ...readHttp(), fetch: globalThis.fetch };
  // Started with --no-experimental-fetch, Node has nothing that a request could be turned into.
  if (!hasClasses()) return { native, listener: undefined, hearResponses: () => undefined, lendClasses: () => () => undefined };
  watchPlatform();
  let loaded: Nock | undefined;
  // Where a request is to be carried, or somebody listens: most files have neither.
  const nock = (): Nock => {
    loaded ??= loadNock(native, carrying);
    return loaded;
  };
  const carrying: Carrier = {
    native,
    listener: undefined,
    hearResponses(on) {
      if (on || loaded !== undefined) nock().hearResponses(on);
    },
    lendClasses: (sandbox) => lendRecording(nock().recording, sandbox),
  };
  const isCarried = (args: readonly unknown[]): boolean => carrying.listener?.isCarried(args) === true;
  const asCarried = (args: readonly unknown[]): readonly unknown[] => carrying.listener?.asCarried(args) ?? args;
  const fetchOf = (args: readonly unknown[]): typeof fetch | undefined => carrying.listener?.fetchOf(args) ?? nock().carried.fetch;
  standInForClients(native, () => nock().carried, { ...late, isCarried, asCarried, fetchOf });
  return carrying;
}
