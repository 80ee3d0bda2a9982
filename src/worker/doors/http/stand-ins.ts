import { isPassingFence } from '../../../reach/fence';
import { type AnyFunction, standInFor } from '../../../shared/stand-in';
import { type Clients, writeHttp } from './native-http';

/** Which way a call of a client goes. */
export interface Routes {
  /** Through the carrier. */
  isCarried(args: readonly unknown[]): boolean;
  /** As the carrier is to be asked. */
  asCarried(args: readonly unknown[]): readonly unknown[];
  /** What a call of fetch goes to that `isCarried`. */
  fetchOf(args: readonly unknown[]): typeof fetch | undefined;
  /** Code asks whose file is over: a connection of http, which is opened at once, the fence refuses. */
  isLate(args: readonly unknown[], calledAs: AnyFunction): boolean;
  /** In the place of a late call of fetch, which connects when nobody sees any more who called. */
  refuseFetch(this: unknown, ...args: unknown[]): Promise<never>;
}

/**
 * Puts stand-ins in the place of Node's clients, once a worker: a request goes through the carrier where `isCarried` says so, and straight
 * to Node otherwise.
 *
 * On http and https every realm finds them. Of fetch there is one in the outer realm, from where each sandbox takes it as it takes the
 * other globals, whatever way its environment has; jsdom has no fetch, and gets none from us. What a file puts in its place wins.
 */
export function standInForClients(native: Clients, carried: () => Clients, routes: Routes): void {
  const routed = <F extends AnyFunction>(straight: F, through: (args: readonly unknown[]) => F, late: AnyFunction = straight): F =>
    standInFor(straight, function calling(this: unknown, ...args: unknown[]) {
      if (isPassingFence()) return Reflect.apply(straight, this, args);
      if (routes.isLate(args, calling)) return Reflect.apply(late, this, args);
      return routes.isCarried(args) ? Reflect.apply(through(args), this, routes.asCarried(args)) : Reflect.apply(straight, this, args);
    });
  writeHttp({
    request: routed(native.request, () => carried().request),
    get: routed(native.get, () => carried().get),
    ClientRequest: native.ClientRequest,
    httpsRequest: routed(native.httpsRequest, () => carried().httpsRequest),
    httpsGet: routed(native.httpsGet, () => carried().httpsGet),
  });
  const { fetch } = native;
  if (fetch === undefined) return;
  // By its descriptor: a getter of Node's would be asked for it again.
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Object.defineProperty(globalThis, 'fetch', {
    value: routed(fetch, (args) => routes.fetchOf(args) ?? fetch, routes.refuseFetch),
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
  });
}
