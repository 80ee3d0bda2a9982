import { STATUS_CODES } from 'node:http';
import type { ReadableByteStreamController, UnderlyingByteSource } from 'node:stream/web';
import { answerOverWire } from '../../../lm/wires/answer-exchange';
import type { WireReply } from '../../../lm/wires/wire';
import { answeredAt, FINAL_STATUS, refusalFor } from '../../../lm/wires/wires';
import type { LmCall, LmReply } from '../../../shared/boundaries/lm-call';
import type { LmListener } from '../../../shared/boundaries/lm-hear';
import { DspexError } from '../../../shared/errors';
import { ConnectionReset, pacedChunks } from '../paced-chunks';
import { allowed, isPreflight, readableBy } from './cross-origin';

export interface RequestAnswers {
  answer(call: LmCall, listener: LmListener): Promise<LmReply>;
  /** A request to an LM host that no codec reads. */
  onUnanswerable(error: DspexError): void;
}

/**
 * Answers a request to an LM host in the wire format of its provider. A miss is a 400 that no client sends again.
 *
 * `signal` is that of the request itself: a copy of a request knows that its client gives up only until it is collected. `text` is its body
 * where the request was made without it.
 *
 * Throws ConnectionReset where a rule says that the connection breaks; never settles where one says that no answer comes.
 */
export async function answerRequest(request: Request, answers: RequestAnswers, signal: AbortSignal, text?: string): Promise<Response> {
  if (isPreflight(request)) return allowed(request);
  const body = text === undefined ? await bodyOf(request) : sentAs(text, request);
  return readableBy(request, await answered(request, body, answers, signal));
}

async function answered(request: Request, body: string | Uint8Array, answers: RequestAnswers, signal: AbortSignal): Promise<Response> {
  const url = new URL(request.url);
  const asked = { url, method: request.method, body, headers: Object.fromEntries(request.headers) };
  const gone = new AbortController();
  // A whole answer is read at once, or not at all: there nobody goes but by the signal.
  const goneOf = ({ stream }: LmCall): AbortSignal => (stream ? following(signal, gone) : signal);
  const reply = await answerOverWire(asked, (call, told) => answers.answer(call, { signal: goneOf(call), ...told }));
  if (reply === null) {
    const error = unanswerable(url, request.method);
    answers.onUnanswerable(error);
    return toResponse(refusalFor(url, FINAL_STATUS, error.message));
  }
  if (reply.fault === 'reset') throw new ConnectionReset();
  return reply.fault === 'timeout' ? aborted(signal) : toResponse(reply, signal, () => gone.abort());
}

function following(signal: AbortSignal, gone: AbortController): AbortSignal {
  const giveUp = (): void => gone.abort(signal.reason);
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp);
  return gone.signal;
}

async function bodyOf(request: Request): Promise<string | Uint8Array> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  return isEncoded(request) ? new Uint8Array(await request.arrayBuffer()) : request.text();
}

function sentAs(text: string, request: Request): string | Uint8Array {
  return isEncoded(request) ? Buffer.from(text) : text;
}

function isEncoded({ headers }: Request): boolean {
  return headers.has('content-encoding');
}

/** An answer that never comes: until the client gives up. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
}

/** `signal`: who gives up while the pieces come, is told so by its own. `onCancel`: the body is not read to its end. */
export function toResponse(reply: WireReply, signal?: AbortSignal, onCancel?: () => void): Response {
  const { status, headers, chunks, cutAfter = null, live, encoding } = reply;
  const isWhole = chunks.length <= 1 && encoding === undefined && cutAfter === null && live === undefined;
  const body = isWhole ? (chunks[0] ?? '') : streamOf(reply, signal, onCancel);
  return new Response(body, { status, statusText: STATUS_CODES[status] ?? '', headers });
}

/** Piece by piece, the way a provider sends it; one at a time as the client reads, by whatever reader: Node's are of bytes, too. */
function streamOf(reply: WireReply, signal: AbortSignal | undefined, onCancel?: () => void): ReadableStream<Uint8Array> {
  const chunks = pacedChunks(reply);
  let giveUp = (): void => undefined;
  const source: UnderlyingByteSource = {
    type: 'bytes',
    start(controller) {
      giveUp = () => {
        controller.error(signal?.reason);
        void chunks.return(undefined);
      };
      if (signal?.aborted) giveUp();
      else signal?.addEventListener('abort', giveUp);
    },
    pull: (controller) => bring(chunks, controller, signal),
    async cancel() {
      signal?.removeEventListener('abort', giveUp);
      onCancel?.();
      await chunks.return(undefined);
    },
  };
  return new ReadableStream(source, { highWaterMark: 1 });
}

/** The next piece that says something: a stream of bytes takes no empty ones. */
async function bring(chunks: AsyncGenerator<Uint8Array>, controller: ReadableByteStreamController, signal?: AbortSignal): Promise<void> {
  try {
    let next = await chunks.next();
    while (!next.done && next.value.byteLength === 0) next = await chunks.next();
    if (signal?.aborted) return;
    if (!next.done) return controller.enqueue(next.value);
    controller.close();
    // A reader that brought memory of its own waits for it to be given back.
    controller.byobRequest?.respond(0);
  } catch (error) {
    controller.error(error);
  }
}

function unanswerable(url: URL, method: string): DspexError {
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `${method} ${url.origin}${url.pathname} was asked of an LM host, and nothing here can answer it.`,
    why: answeredAt(url),
    next: `answer it with nock, or let it through: testEnvironmentOptions: { dspex: { allowHosts: ['${url.hostname}'] } }`,
  });
}
