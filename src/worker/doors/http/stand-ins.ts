import { isPassingFence } from '../../../reach/fence';
import { type AnyFunction, standInFor } from '../../../shared/stand-in';
import { type Clients, writeHttp } from './native-http';

/**
 * Puts stand-ins in the place of Node's clients, once a worker: a request goes through the carrier where `isCarried` says so, and straight
 * to Node otherwise.
 *
 * On http and https every realm finds them. Of fetch there is one in the outer realm, from where each sandbox takes it as it takes the
 * other globals, whatever way its environment has; jsdom has no fetch, and gets none from us. What a file puts in its place wins.
 */
export function standInForClients(native: Clients, carried: Clients, isCarried: (args: readonly unknown[]) => boolean): void {
  const routed = <F extends AnyFunction>(straight: F, through: F): F =>
    standInFor(straight, function (this: unknown, ...args: unknown[]) {
      return Reflect.apply(!isPassingFence() && isCarried(args) ? through : straight, this, args);
    });
  writeHttp({
    request: routed(native.request, carried.request),
    get: routed(native.get, carried.get),
    ClientRequest: native.ClientRequest,
    httpsRequest: routed(native.httpsRequest, carried.httpsRequest),
    httpsGet: routed(native.httpsGet, carried.httpsGet),
  });
  // By its descriptor: a getter of Node's would be asked for it again.
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  Object.defineProperty(globalThis, 'fetch', {
    value: routed(native.fetch, carried.fetch),
    writable: true,
    configurable: true,
    enumerable: descriptor?.enumerable ?? true,
  });
}
