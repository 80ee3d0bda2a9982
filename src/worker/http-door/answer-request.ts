import { WireFormatError, type WireReply } from '../../lm/wire';
import { ANSWERED_ROUTES, exchangeOf, refusalFor } from '../../lm/wires';
import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import { DspexError, isDspexError } from '../../shared/errors';

export interface RequestAnswers {
  answer(call: LmCall): Promise<LmReply>;
  /** A request to an LM host that no codec reads. */
  onUnanswerable(error: DspexError): void;
}

const { setTimeout: realSetTimeout } = globalThis;

/** Answers a request to an LM host in the wire format of its provider. A miss is a 400 that no client sends again. */
export async function answerRequest(request: Request, answers: RequestAnswers): Promise<Response> {
  const url = new URL(request.url);
  const exchange = exchangeOf(url, request.method, await bodyOf(request));
  if (exchange === null) {
    const error = unanswerable(url, request.method);
    answers.onUnanswerable(error);
    return toResponse(refusalFor(url, 501, error.message));
  }
  try {
    const call = exchange.decode();
    return toResponse(exchange.encode(await answers.answer(call), call));
  } catch (error) {
    if (error instanceof WireFormatError || isDspexError(error)) return toResponse(exchange.wire.encodeRefusal(400, error.message));
    throw error;
  }
}

async function bodyOf(request: Request): Promise<string> {
  return request.method === 'GET' || request.method === 'HEAD' ? '' : request.text();
}

function toResponse({ status, headers, chunks, everyMs }: WireReply): Response {
  const body = chunks.length <= 1 ? (chunks[0] ?? '') : streamOf(chunks, everyMs);
  return new Response(body, { status, headers });
}

/** Piece by piece, the way a provider sends it; one at a time as the client reads. */
function streamOf(chunks: readonly string[], everyMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    async pull(controller) {
      if (next > 0 && everyMs > 0) await new Promise((resolve) => realSetTimeout(resolve, everyMs));
      controller.enqueue(encoder.encode(chunks[next++]));
      if (next === chunks.length) controller.close();
    },
  });
}

function unanswerable(url: URL, method: string): DspexError {
  return new DspexError({
    code: 'LM_UNREACHABLE',
    what: `${method} ${url.origin}${url.pathname} was asked of an LM host, and nothing here can answer it.`,
    why: `answered are: ${ANSWERED_ROUTES.join(', ')}`,
    next: `answer it with nock, or let it through: testEnvironmentOptions: { dspex: { lm: { allowHosts: ['${url.hostname}'] } } }`,
  });
}
