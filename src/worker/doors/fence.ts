import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';
import tls from 'node:tls';
import { DspexError } from '../../shared/errors';
import { findCaller } from '../errors/stack-places';

export interface FenceOptions {
  isLmHost(host: string): boolean;
  onBlocked(error: DspexError): void;
}

const passing = new AsyncLocalStorage<true>();

/** Runs what may reach an LM host: the engine's own calls. */
export function passFence<T>(work: () => T): T {
  return passing.run(true, work);
}

type Connect = typeof net.Socket.prototype.connect;
/** Not documented, and the one step that every client of TLS takes, whatever it holds of `tls.connect`. */
interface NamesServer {
  setServername(name: string): void;
}

/**
 * Refuses connections to LM hosts below every client: npm's undici, HTTP/2, gRPC, raw sockets, agents that were made before, tunnels.
 *
 * Only those: loopback, other hosts, addresses and everything that is no connection stays untouched. A TLS connection opens a net.Socket,
 * or is laid over one that leads to a proxy or to a bare address: then the name that it asks the server for tells where it goes.
 */
export function raiseFence({ isLmHost, onBlocked }: FenceOptions): { lower(): void } {
  const { connect } = net.Socket.prototype;
  const secure = tls.TLSSocket.prototype as unknown as NamesServer;
  const { setServername } = secure;
  const refused = new WeakSet<net.Socket>();
  const isRefused = (socket: net.Socket, hosts: readonly (string | undefined)[]): boolean => {
    if (refused.has(socket)) return true;
    const host = hosts.find((name) => name !== undefined && isLmHost(name));
    if (host === undefined || passing.getStore() === true) return false;
    refused.add(socket);
    const error = blocked(host, findCaller());
    onBlocked(error);
    // As a failed connection: clients reject, nothing crashes.
    process.nextTick(() => socket.destroy(Object.assign(new Error(error.message), { code: 'ECONNREFUSED', name: 'DspexError' })));
    return true;
  };
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
    return isRefused(this, targetsOf(args)) ? this : Reflect.apply(connect, this, args);
  } as Connect;
  secure.setServername = function (this: tls.TLSSocket, name: string): void {
    if (!isRefused(this, [name])) Reflect.apply(setServername, this, [name]);
  };
  return {
    lower() {
      net.Socket.prototype.connect = connect;
      secure.setServername = setServername;
    },
  };
}

/** net's own callers pass an array of normalised arguments; others options, or port and host. */
function targetsOf(args: readonly unknown[]): (string | undefined)[] {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first !== 'object' || first === null) return [typeof second === 'string' ? second : undefined];
  const { host, servername, path } = first as { host?: string; servername?: string; path?: string };
  return path !== undefined && host === undefined ? [] : [host, servername];
}

function blocked(host: string, caller: string | undefined): DspexError {
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `A connection to the LM host ${host} was refused.`,
    why: `${caller === undefined ? '' : `${caller} asked for it; `}a test never reaches a real LM by itself, and this client goes around fetch, http and https, where it would have been answered`,
    next: `use the client's fetch or https transport, or let it through: testEnvironmentOptions: { dspex: { allowHosts: ['${host}'] } }`,
  });
}
