import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOverWire } from '../../lm/wires/answer-exchange';
import { LARGEST_BODY_BYTES } from '../../lm/wires/encoded-body';
import type { WireReply } from '../../lm/wires/wire';
import { answeredAt, FINAL_STATUS, refusalFor } from '../../lm/wires/wires';
import { LM_HOST_HEADER } from '../../reach/led';
import { openForPackage } from '../../resources/os/own-openings';
import { debug } from '../../shared/debug';
import { DspexError } from '../../shared/errors';
import type { GatewayUser } from '../context/gateway-user';
import { ConnectionReset, pacedChunks } from './paced-chunks';
import { answerTestLm } from './test-lm-door';

const NOT_HTTP = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';

/** How many connections wait until they are accepted. */
const LONGEST_LINE = 511;

/** What `listen` calls when it has looked everything up; old, not documented, and there in every Node since 0.5. */
interface ListensAtOnce {
  _listen2(address: string, port: number, family: 4 | 6, backlog: number): void;
}

/**
 * The door for clients in other processes: an HTTP server on loopback that speaks the wires of the providers, into the same engine.
 *
 * Each user has a path of its own, which nobody can guess: by it a call finds its test.
 */
export class Gateway {
  private server: Server | undefined;
  private address: string | undefined;
  private readonly users = new Map<string, GatewayUser>();

  constructor(private readonly largestBodyBytes = LARGEST_BODY_BYTES) {}

  /** The base address for this user, without a slash at its end; the server starts with the first. */
  urlFor(user: GatewayUser): string {
    const token = randomBytes(16).toString('hex');
    this.users.set(token, user);
    return `http://${this.host()}/${token}`;
  }

  /** Where it listens: what Python may connect to besides its bridge. */
  host(): string {
    if (this.address === undefined) {
      this.server = this.listen();
      this.address = `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }
    return this.address;
  }

  /** True for the address that it listens at. */
  isAt(host: string): boolean {
    return host === this.address;
  }

  async close(): Promise<void> {
    this.users.clear();
    const { server } = this;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** In this very call: a process that is about to start has to be told the address. `listen` itself looks even an address up first. */
  private listen(): Server {
    const server = createServer((request, response) => {
      this.serve(request, response).catch(() => response.destroy());
    });
    // A client in another process may be killed in the middle of anything; one that speaks no HTTP is told so.
    server.on('clientError', (_, socket) => (socket.writable ? socket.end(NOT_HTTP) : socket.destroy()));
    // Told below.
    server.on('error', () => undefined);
    openForPackage(() => (server as unknown as ListensAtOnce)._listen2('127.0.0.1', 0, 4, LONGEST_LINE));
    if (server.address() === null) throw new Error('The LM gateway cannot listen on 127.0.0.1: no port or descriptor is left');
    return server.unref();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = '', path = '/'] = /^\/([0-9a-f]{32})(\/.*)$/.exec(request.url ?? '') ?? [];
    const user = this.users.get(token);
    const { [LM_HOST_HEADER]: lmHost } = request.headers;
    const url = new URL(path, lmHost === undefined ? 'http://gateway' : `https://${String(lmHost)}`);
    debug(
      'door',
      () => `gateway ${request.method} ${url.pathname}: ${user === undefined ? 'nobody is behind this address' : 'an LM call'}`,
    );
    // A page in a browser that was led here by a name of its own.
    if (!isOwnHost(request)) return send(response, refusalFor(url, 403, 'the gateway answers to 127.0.0.1 and localhost alone'));
    if (user === undefined) return send(response, refusalFor(url, 404, 'no test is behind this address'));
    const gone = goneSignal(response);
    const body = await this.bodyOf(request);
    if (body === null) return refuseBody(response, refusalFor(url, 413, `a body of more than ${this.largestBodyBytes} bytes is not read`));
    const ofDspy = await answerTestLm(url.pathname, String(body), user, gone);
    if (ofDspy !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ofDspy));
      return;
    }
    const reply = await answerOverWire({ url, method: request.method ?? '', body, headers: request.headers }, (call, told) =>
      user.answer(call, { signal: gone, ...told }),
    );
    if (reply === null) {
      const error = unanswerable(request.method ?? '', lmHost === undefined ? path : url.href, url);
      user.onUnanswerable(error);
      return send(response, refusalFor(url, FINAL_STATUS, error.message));
    }
    await send(response, reply);
  }

  /** null when it is too large; the rest of it is then not read. */
  private async bodyOf(request: IncomingMessage): Promise<string | Uint8Array | null> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of request.iterator({ destroyOnReturn: false })) {
      bytes += (piece as Buffer).length;
      if (bytes > this.largestBodyBytes) return null;
      pieces.push(piece as Buffer);
    }
    const whole = Buffer.concat(pieces);
    return request.headers['content-encoding'] === undefined ? whole.toString() : whole;
  }
}

function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  return headers.host === `127.0.0.1:${socket.localPort}` || headers.host === `localhost:${socket.localPort}`;
}

/** What the client still sends would be taken for its next request. */
async function refuseBody(response: ServerResponse, reply: WireReply): Promise<void> {
  await send(response, { ...reply, headers: { ...reply.headers, connection: 'close' } });
  response.once('finish', () => response.socket?.destroySoon());
}

/** Aborted when the client closes its connection before it has its answer. */
function goneSignal(response: ServerResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

async function send(response: ServerResponse, reply: WireReply): Promise<void> {
  if (reply.fault === 'timeout') return;
  if (reply.fault === 'reset') throw new ConnectionReset();
  response.writeHead(reply.status, reply.headers);
  for await (const chunk of pacedChunks(reply)) {
    if (response.destroyed) return;
    // Written out before the next: a cut must come after what was sent.
    await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  }
  response.end();
}

function unanswerable(method: string, path: string, url: URL): DspexError {
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `${method} ${path} was asked of the LM gateway, and nothing here can answer it.`,
    why: answeredAt(url),
    next: 'point that client at a server of your own, or mock it where it is used',
  });
}
