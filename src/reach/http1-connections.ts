import { once } from 'node:events';
import http, { type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AnswerRequest, OF_A_CONNECTION } from './http2-sessions';
import { type FarEnd, type NearOptions, NearSocket } from './near-socket';

/** What a request says of its way to this end: who sends it on says that of the next way itself. */
const OF_ITS_WAY = new Set([...OF_A_CONNECTION, 'content-length', 'expect', 'host', 'upgrade']);

interface Http1Parts {
  readonly answer: AnswerRequest;
  /** Why a connection breaks whose client speaks something else than HTTP/1: it hears of it when that is told. */
  readonly refuse: (options: NearOptions) => Promise<Error>;
}

/** Connections of clients that speak HTTP/1 over sockets of their own, answered here. */
export class Http1Connections {
  private server: Server | undefined;
  private readonly connections = new Set<FarEnd>();

  constructor(private readonly parts: Http1Parts) {}

  /** The near end of a new one. */
  connection(options: NearOptions): NearSocket {
    this.server ??= this.serve();
    const near = new NearSocket(options);
    const { far } = near;
    this.connections.add(far);
    far.once('close', () => this.connections.delete(far));
    this.server.emit('connection', far);
    return near;
  }

  /** Without an error: code of a file that is over would have nobody who catches it. */
  close(): void {
    for (const { near } of this.connections) near.destroy();
  }

  private serve(): Server {
    const asking = new WeakSet<object>();
    const server = http.createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
      const far = request.socket as unknown as FarEnd;
      asking.add(far);
      void far.asWriter(() => this.reply(request, response, far));
    });
    server.on('clientError', (error: NodeJS.ErrnoException, far) => {
      const isOther = error.code?.startsWith('HPE_') && error.code !== 'HPE_INVALID_EOF_STATE' && !asking.has(far);
      if (!isOther) return far.destroy();
      void this.parts.refuse((far as unknown as FarEnd).options).then((refusal) => far.destroy(refusal));
    });
    return server;
  }

  private async reply(request: IncomingMessage, response: ServerResponse, far: FarEnd): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const answer = await this.parts.answer(await requestOf(request, far.options), gone.signal);
      if (!response.destroyed) await send(answer, response);
    } catch (error) {
      far.destroy(error as Error);
    }
  }
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  for (const [name, value] of answer.headers) {
    if (!OF_A_CONNECTION.has(name)) response.appendHeader(name, value);
  }
  response.writeHead(answer.status, answer.statusText);
  for await (const piece of answer.body ?? []) {
    if (response.destroyed) return;
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

async function requestOf(request: IncomingMessage, { host, servername }: NearOptions): Promise<Request> {
  const { method = 'GET', url = '/', rawHeaders } = request;
  const body = Buffer.concat(await request.toArray());
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '');
  for (const name of OF_ITS_WAY) headers.delete(name);
  const address = new URL(url, `${servername === undefined ? 'http' : 'https'}://${host}`);
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  return new Request(address, { method, headers, ...(hasBody && { body }) });
}
