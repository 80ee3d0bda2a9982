import type Http2 from 'node:http2';
import Module from 'node:module';
import { type AnyFunction, standInFor } from '../shared/stand-in';
import { hostOfUrl } from './host-of';
import { type AnswerRequest, Http2Sessions } from './http2-sessions';

/** Whose sessions are answered, and how. */
interface Answering {
  readonly isAnswered: (host: string) => boolean;
  readonly answer: AnswerRequest;
}

let current: { readonly isAnswered: Answering['isAnswered']; readonly sessions: Http2Sessions } | undefined;
let isWatched = false;

/**
 * From now on a session of `http2.connect` with a host that is answered is one with this process, on no socket, until `close`. A client
 * that makes its connection itself goes around it, as does an ES module of a process that is no test.
 */
export function answerHttp2({ isAnswered, answer }: Answering): { close(): void } {
  watchHttp2();
  const opened = { isAnswered, sessions: new Http2Sessions(answer) };
  current = opened;
  return {
    close() {
      if (current === opened) current = undefined;
      opened.sessions.close();
    },
  };
}

type Load = (request: string, ...more: unknown[]) => unknown;

/** Node's module takes milliseconds to load, and few need it: it gets its stand-in when it is first asked for. */
function watchHttp2(): void {
  if (isWatched) return;
  isWatched = true;
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  let isThere = false;
  const watching: Load = function (this: unknown, request, ...more) {
    const loaded = Reflect.apply(load, this, [request, ...more]) as unknown;
    if (isThere || (request !== 'http2' && request !== 'node:http2')) return loaded;
    isThere = true;
    standIn(loaded as typeof Http2);
    // Who watches loads since then stays.
    if (loader._load === watching) loader._load = load;
    return loaded;
  };
  loader._load = watching;
}

function standIn(http2: typeof Http2): void {
  const { connect } = http2;
  const calling = function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(connect, this, answeredArguments(http2, args) ?? args);
  };
  http2.connect = standInFor(connect, calling as AnyFunction);
}

/** The same with a connection to this process; undefined where the session is with a host that is not answered. */
function answeredArguments(http2: typeof Http2, [authority, ...more]: unknown[]): unknown[] | undefined {
  const options = typeof more[0] === 'object' && more[0] !== null ? (more.shift() as Http2.ClientSessionOptions) : {};
  const url = URL.canParse(String(authority)) ? new URL(String(authority)) : undefined;
  if (current === undefined || url === undefined || options.createConnection !== undefined || !('fetch' in globalThis)) return undefined;
  const { isAnswered, sessions } = current;
  return isAnswered(hostOfUrl(url)) ? [authority, { ...options, createConnection: () => sessions.connection(http2) }, ...more] : undefined;
}
