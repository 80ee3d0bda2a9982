import { once } from 'node:events';
import type Http2 from 'node:http2';
import { type Duplex, duplexPair, Readable } from 'node:stream';

/** Answers a request; rejects where the connection breaks. */
export type AnswerRequest = (request: Request, signal: AbortSignal) => Promise<Response>;

/** What HTTP/1 says of one connection, which is not true of the next; HTTP/2 refuses it. */
export const OF_A_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding']);

/** The far ends of HTTP/2 sessions that are answered here. */
export class Http2Sessions {
  private server: Http2.Http2Server | undefined;
  private readonly connections = new Set<Duplex>();

  constructor(private readonly answerRequest: AnswerRequest) {}

  /** The near end of a new one. */
  connection(http2: typeof Http2): Duplex {
    this.server ??= this.serve(http2);
    const [near, far] = duplexPair();
    this.connections.add(far);
    far.once('close', () => this.connections.delete(far));
    this.server.emit('connection', far);
    return near;
  }

  close(): void {
    for (const far of this.connections) far.destroy();
  }

  private serve(http2: typeof Http2): Http2.Http2Server {
    const server = http2.createServer();
    // A client that goes away in the middle is no fault of anybody's.
    server.on('sessionError', () => undefined);
    server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      void this.answer(stream, headers).catch((error: unknown) => stream.destroy(error as Error));
    });
    return server;
  }

  private async answer(stream: Http2.ServerHttp2Stream, headers: Http2.IncomingHttpHeaders): Promise<void> {
    const gone = new AbortController();
    stream.once('close', () => gone.abort());
    const response = await this.answerRequest(await requestOf(stream, headers), gone.signal);
    if (stream.destroyed) return;
    const told = [...response.headers].filter(([name]) => !OF_A_CONNECTION.has(name));
    stream.respond({ ':status': response.status, ...Object.fromEntries(told) });
    for await (const piece of response.body ?? []) {
      if (stream.destroyed) return;
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
    }
    stream.end();
  }
}

async function requestOf(stream: Http2.ServerHttp2Stream, headers: Http2.IncomingHttpHeaders): Promise<Request> {
  const { ':scheme': scheme, ':authority': authority, ':path': path, ':method': method = 'GET', ...named } = headers;
  const body = Buffer.concat(await Readable.from(stream).toArray());
  const told = Object.entries(named).flatMap(([name, value]): [string, string][] =>
    name.startsWith(':') || value === undefined ? [] : [[name, [value].flat().join(', ')]],
  );
  const host = authority ?? String(named.host ?? '');
  return new Request(`${scheme ?? 'https'}://${host}${path ?? '/'}`, { method, headers: told, ...(body.length > 0 && { body }) });
}
