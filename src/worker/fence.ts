import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';
import { DspexError } from '../shared/errors';

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

/**
 * Refuses connections to LM hosts below every client: npm's undici, HTTP/2, raw sockets, agents that were made before.
 *
 * Only those: loopback, other hosts, addresses and everything that is no connection stays untouched. A TLS connection opens a
 * net.Socket too, so one place is enough.
 */
export function raiseFence({ isLmHost, onBlocked }: FenceOptions): { lower(): void } {
  const { connect } = net.Socket.prototype;
  const fenced = function (this: net.Socket, ...args: unknown[]): net.Socket {
    const host = targetOf(args);
    if (host === undefined || !isLmHost(host) || passing.getStore() === true) return Reflect.apply(connect, this, args);
    const error = blocked(host);
    onBlocked(error);
    // As a failed connection: clients reject, nothing crashes.
    process.nextTick(() => this.destroy(Object.assign(new Error(error.message), { code: 'ECONNREFUSED', name: 'DspexError' })));
    return this;
  };
  net.Socket.prototype.connect = fenced as Connect;
  return {
    lower() {
      net.Socket.prototype.connect = connect;
    },
  };
}

/** net's own callers pass an array of normalised arguments; others options, or port and host. */
function targetOf(args: readonly unknown[]): string | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { host, servername, path } = first as { host?: string; servername?: string; path?: string };
    return path !== undefined && host === undefined ? undefined : (host ?? servername);
  }
  return typeof second === 'string' ? second : undefined;
}

function blocked(host: string): DspexError {
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `A connection to the LM host ${host} was refused.`,
    why: 'a test never reaches a real LM by itself; this client goes around fetch, http and https, where it would have been answered',
    next: `use the client's fetch or https transport, or let it through: testEnvironmentOptions: { dspex: { allowHosts: ['${host}'] } }`,
  });
}
