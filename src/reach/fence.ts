import { AsyncLocalStorage } from 'node:async_hooks';
import net from 'node:net';
import tls from 'node:tls';
import { DspexError, type WireError } from '../shared/errors';
import { findCaller } from '../shared/stack-places';
import { type AnyFunction, standInFor } from '../shared/stand-in';
import { atPort } from './host-of';

export interface FenceOptions {
  isLmHost(host: string): boolean;
  /** A promise: the client hears of it when that is settled. */
  onBlocked(error: DspexError): void | Promise<void>;
  /** Why no LM host can be reached from here, where that is not because of the client. */
  readonly refusal?: Pick<WireError, 'code' | 'why' | 'next'>;
}

const passing = new AsyncLocalStorage<true>();

/** Runs what may reach an LM host: the engine's own calls. */
export function passFence<T>(work: () => T): T {
  return passing.run(true, work);
}

/** True in what `passFence` runs, and in what that began. */
export function isPassingFence(): boolean {
  return passing.getStore() === true;
}

/** Not documented, and the one step that every client of TLS takes, whatever it holds of `tls.connect`. */
interface NamesServer {
  setServername: AnyFunction;
}

/** What is refused to the code of a file that is over, by the function that it called; undefined: nothing. */
export type FenceOfLate = (host: string, calledAs: AnyFunction) => FenceOptions | undefined;

/** Of the file that runs; none between two files. */
let raised: FenceOptions | undefined;
let ofLate: FenceOfLate = () => undefined;
let isBuilt = false;

/**
 * Refuses connections to LM hosts below every client: HTTP/2 of its own, gRPC, sockets and agents that were made before, tunnels.
 *
 * Only those: loopback, other hosts, addresses and everything that is no connection stays untouched. A TLS connection opens a net.Socket,
 * or is laid over one that leads to a proxy or to a bare address: then the name that it asks the server for tells where it goes.
 */
export function raiseFence(options: FenceOptions): { lower(): void } {
  buildFence();
  raised = options;
  return {
    lower() {
      if (raised === options) raised = undefined;
      // Nobody passes any more, and a storage that is on makes every await of the next files dearer.
      passing.disable();
    },
  };
}

/** Puts the two steps that are watched in the place of Node's, once a worker: they lead to Node's own where nothing is refused. */
export function buildFence(fenceOfLate = ofLate): void {
  ofLate = fenceOfLate;
  if (isBuilt) return;
  isBuilt = true;
  const refused = new WeakSet<net.Socket>();
  const socket = net.Socket.prototype as unknown as { connect: AnyFunction };
  const { connect } = socket;
  const secure = tls.TLSSocket.prototype as unknown as NamesServer;
  const { setServername } = secure;
  /** Where sockets lead: TLS asks by name alone. */
  const ports = new WeakMap<net.Socket, string>();
  socket.connect = standInFor(connect, function connecting(this: net.Socket, ...args) {
    const { hosts, port } = targetOf(args);
    if (port !== undefined) ports.set(this, port);
    return Reflect.apply(connect, this, isRefused({ socket: this, hosts, calledAs: connecting }, refused) ? NOWHERE : args);
  });
  secure.setServername = standInFor(setServername, function naming(this: tls.TLSSocket, ...args) {
    const [name] = args;
    const isName = typeof name === 'string';
    if (isName && isRefused({ socket: this, hosts: [atPort(name, ports.get(this))], calledAs: naming }, refused)) return;
    Reflect.apply(setServername, this, args);
  });
}

/** True where a call of `calledAs` is one of a file that is over. */
export function isOfLateFile(host: string, calledAs: AnyFunction): boolean {
  return ofLate(host, calledAs) !== undefined;
}

interface Connecting {
  readonly socket: net.Socket;
  readonly hosts: readonly string[];
  readonly calledAs: AnyFunction;
}

function isRefused({ socket, hosts, calledAs }: Connecting, refused: WeakSet<net.Socket>): boolean {
  if (refused.has(socket)) return true;
  if (isPassingFence()) return false;
  const [found] = hosts.flatMap((host) => {
    const fence = ofLate(host, calledAs) ?? raised;
    return fence?.isLmHost(host) ? [{ host, fence }] : [];
  });
  if (found === undefined) return false;
  const { host, fence } = found;
  refused.add(socket);
  refuse(socket, host, fence);
  return true;
}

function refuse(socket: net.Socket, host: string, { onBlocked, refusal }: FenceOptions): void {
  const error = blocked(host, findCaller(), refusal);
  // As a failed connection: clients reject, nothing crashes.
  const fail = (): unknown => socket.destroy(asFailedConnection(error));
  const told = onBlocked(error);
  if (told === undefined) process.nextTick(fail);
  else void told.then(fail);
}

/** A socket that is on its way, and never gets there: what has not begun to connect HTTP/2 takes for connected. */
const NOWHERE = [{ host: 'refused.invalid', port: 443, lookup: () => undefined }] as const;

interface Target {
  /** As `host:port`. */
  readonly hosts: readonly string[];
  readonly port?: string;
}

/** Where Node connects to when it is told a port alone. */
const HERE = 'localhost';

/** net's own callers pass an array of normalised arguments; others options, or port and host. */
function targetOf(args: readonly unknown[]): Target {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first !== 'object' || first === null) return at([typeof second === 'string' ? second : HERE], String(first));
  const { host, servername, path, port = '' } = first as { host?: string; servername?: string; path?: string; port?: number | string };
  return path !== undefined && host === undefined ? { hosts: [] } : at([host ?? HERE, servername], String(port));
}

function at(names: readonly unknown[], port: string): Target {
  return { port, hosts: names.filter((name) => typeof name === 'string').map((name) => atPort(name, port)) };
}

/** What a client makes of a refusal, as of a server that does not listen. */
export function asFailedConnection({ message }: DspexError): Error {
  return Object.assign(new Error(message), { code: 'ECONNREFUSED', name: 'DspexError' });
}

export function blocked(address: string, caller: string | undefined, given?: FenceOptions['refusal']): DspexError {
  const host = address.replace(/:(?:443|80)$/, '');
  const refusal = given ?? aroundTheDoor(host);
  return new DspexError({
    code: refusal.code,
    what: `A connection to the LM host ${host} was refused.`,
    why: `${caller === undefined ? '' : `${caller} asked for it; `}${refusal.why}`,
    next: refusal.next,
  });
}

function aroundTheDoor(host: string): NonNullable<FenceOptions['refusal']> {
  if (!('Request' in globalThis))
    return {
      code: 'LM_UNREACHABLE',
      why: 'Node runs without fetch and its classes, which answer the LM calls of every client',
      next: 'start Node without --no-experimental-fetch: it may stand in NODE_OPTIONS',
    };
  return {
    code: 'LM_UNREACHABLE',
    why: 'a test never reaches a real LM by itself, and this client does not speak HTTP/1 over a connection of net or tls, where it is answered',
    next: `use the client's fetch or https transport, or let it through: testEnvironmentOptions: { dspex: { allowHosts: ['${host}'] } }`,
  };
}
