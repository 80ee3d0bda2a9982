import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import type { DspexError } from '../shared/errors';
import { findCaller } from '../shared/stack-places';
import { type AnyFunction, standInFor } from '../shared/stand-in';
import { asFailedConnection, blocked, isOfLateFile, isPassingFence } from './fence';
import { atPort } from './host-of';
import { Http1Connections } from './http1-connections';
import type { AnswerRequest } from './http2-sessions';
import type { NearOptions } from './near-socket';

interface Answering {
  readonly isAnswered: (host: string) => boolean;
  readonly answer: AnswerRequest;
  /** A client that speaks something else than HTTP/1. */
  readonly onBlocked: (error: DspexError) => unknown;
}

let current: { readonly isAnswered: Answering['isAnswered']; readonly connections: Http1Connections } | undefined;
let isBuilt = false;

/**
 * From now on a connection that code opens by `net.connect` or `tls.connect` with a host that is answered is one with this process, until
 * `close`: so each client of HTTP/1 is answered that keeps its own connections, as an Agent of npm's undici does.
 *
 * The fence refuses what goes around these two, and HTTP/2.
 */
export function answerConnections({ isAnswered, answer, onBlocked }: Answering): { close(): void } {
  standInForConnections();
  const refuse = async ({ host, caller }: NearOptions): Promise<Error> => {
    const error = blocked(host, caller);
    await onBlocked(error);
    return asFailedConnection(error);
  };
  const opened = { isAnswered, connections: new Http1Connections({ answer, refuse }) };
  current = opened;
  return {
    close() {
      if (current === opened) current = undefined;
      opened.connections.close();
    },
  };
}

/** Puts the functions that open connections in the place of Node's, once a worker: they lead to Node's own where nothing is answered. */
export function standInForConnections(): void {
  if (isBuilt) return;
  isBuilt = true;
  const { connect } = net as { connect: AnyFunction };
  const connecting = standInFor(connect, function calling(this: unknown, ...args) {
    return nearEnd(askedFor(args), calling) ?? Reflect.apply(connect, this, args);
  });
  // One function under three names, as Node has it.
  Object.assign(net, { connect: connecting, createConnection: connecting });
  Object.assign(http.Agent.prototype, { createConnection: connecting });
  const { connect: secure } = tls as { connect: AnyFunction };
  const connectingSecurely = standInFor(secure, function calling(this: unknown, ...args) {
    const asked = askedFor(args);
    const isHttp1 = asked.options.ALPNProtocols === undefined || namesHttp1(asked.options.ALPNProtocols);
    return (isHttp1 ? nearEnd(asked, calling, true) : undefined) ?? Reflect.apply(secure, this, args);
  });
  Object.assign(tls, { connect: connectingSecurely });
}

interface Options extends net.TcpNetConnectOpts {
  readonly path?: string;
  readonly servername?: string;
  readonly socket?: net.Socket;
  readonly ALPNProtocols?: unknown;
  readonly highWaterMark?: number;
}

interface Asked {
  readonly options: Partial<Options>;
  readonly whenConnected?: () => void;
}

/** Options, or port and host, or a path; Node's own callers give them in an array. */
function askedFor(args: readonly unknown[]): Asked {
  const [first, ...more] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  const given = [first, ...more].filter((arg) => typeof arg === 'object' && arg !== null);
  const isPath = typeof first === 'string' && Number.isNaN(Number(first));
  const byPort = { port: first, ...(typeof more[0] === 'string' && { host: more[0] }) };
  const named = typeof first === 'object' ? {} : isPath ? { path: first } : byPort;
  const whenConnected = more.find((arg) => typeof arg === 'function') as Asked['whenConnected'];
  return { options: Object.assign({}, named, ...given) as Partial<Options>, ...(whenConnected && { whenConnected }) };
}

function namesHttp1(protocols: unknown): boolean {
  return Buffer.from(Array.isArray(protocols) ? protocols.join() : (protocols as Uint8Array | string)).includes('http/1.1');
}

/** Undefined where the connection is with nobody who is answered here. */
function nearEnd({ options, whenConnected }: Asked, calledAs: AnyFunction, isSecure = false): net.Socket | undefined {
  const host = answeredHost(options, calledAs, isSecure ? 443 : undefined);
  if (current === undefined || host === undefined) return undefined;
  const { servername = options.host ?? '', socket, ALPNProtocols, highWaterMark, timeout } = options;
  const near = current.connections.connection({
    host,
    caller: findCaller(),
    ...(isSecure && { servername, alpnProtocol: ALPNProtocols === undefined ? false : 'http/1.1' }),
    ...(highWaterMark !== undefined && { highWaterMark }),
  });
  if (timeout) near.setTimeout(timeout);
  if (whenConnected !== undefined) near.once(isSecure ? 'secureConnect' : 'connect', whenConnected);
  // A tunnel through a proxy, which is its own.
  near.once('close', () => socket?.destroy());
  return near;
}

function answeredHost(options: Partial<Options>, calledAs: AnyFunction, usualPort: number | undefined): string | undefined {
  // Who has pieces read into memory of its own goes around what this end has of a socket.
  const isOwn = isPassingFence() || !('fetch' in globalThis) || options.onread !== undefined;
  if (current === undefined || isOwn) return undefined;
  const { isAnswered } = current;
  const hosts = namesOf(options).map((name) => atPort(name, options.port ?? usualPort));
  return hosts.find((host) => isAnswered(host) && !isOfLateFile(host, calledAs));
}

/** A path leads to a socket of this machine, and needs no host; a name that TLS asks for tells more than an address. */
function namesOf({ path, host, servername, socket }: Partial<Options>): string[] {
  if (path !== undefined && host === undefined) return [];
  const names = [servername, host ?? (socket === undefined ? 'localhost' : undefined)];
  return names.filter((name) => typeof name === 'string' && name !== '') as string[];
}
