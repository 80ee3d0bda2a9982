import type { LmCall, LmEmbeddings, LmErrorReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, JSON_HEADERS, jsonReply, refusal, type WrittenEvent } from '../write-reply';
import { responseOf } from './response';
import { bringsPiece, isThought, streamedResponses } from './stream';

/** Writes a reply as Gemini does; a stream as server-sent events (`alt=sse`) or as a JSON array in pieces. */
export function encodeGemini(reply: WiredReply, call: LmCall, { url, idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeGeminiError(reply);
  if (reply.kind === 'moderation') return geminiRefusal(404, 'this provider has no moderation');
  if (reply.kind === 'token_count') return jsonReply({ totalTokens: reply.tokens });
  if (reply.kind === 'embeddings') return jsonReply(embeddingBody(reply, url));
  const response = responseOf(reply, call, idSeed);
  if (!call.stream) return jsonReply(response, reply);
  const responses = streamedResponses(response, reply);
  const isSse = url.searchParams.get('alt') === 'sse';
  const events = responses.map(writeExactly);
  const texts = isSse ? events.map((event) => `data: ${event}\r\n\r\n`) : asArray(events);
  const ends = isSse ? [] : [{ text: ']', isPiece: false }];
  const pieces = texts.map((text, at) => ({ text, isPiece: bringsPiece(responses[at]), isThought: isThought(responses[at]) }));
  const writes: WrittenEvent[][] = withThoughts(pieces);
  writes.at(-1)?.push(...ends);
  const written = eventReply(reply, writes);
  return isSse ? written : { ...written, headers: JSON_HEADERS };
}

/** An error in Google's own words, or in its shape. */
export function encodeGeminiError(error: LmErrorReply): WireReply {
  return errorResponse(error, 'gemini', () => errorBody(error.status, error.message, errorDetails(error)));
}

function embeddingBody({ vectors, usage }: LmEmbeddings, url: URL): object {
  if (url.pathname.endsWith(':predict')) {
    const statistics = { token_count: Math.ceil(usage.inputTokens / Math.max(1, vectors.length)), truncated: false };
    return { predictions: vectors.map((values) => ({ embeddings: { values, statistics } })) };
  }
  const isBatch = url.pathname.endsWith(':batchEmbedContents');
  return isBatch ? { embeddings: vectors.map((values) => ({ values })) } : { embedding: { values: vectors[0] ?? [] } };
}

/** Thoughts are written with what follows them: a recording's delays count the pieces of text. */
function withThoughts<Event extends { readonly isThought: boolean }>(events: readonly Event[]): Event[][] {
  const writes: Event[][] = [];
  events.forEach((event, at) => {
    if (events[at - 1]?.isThought) writes.at(-1)?.push(event);
    else writes.push([event]);
  });
  return writes;
}

function asArray(events: readonly string[]): string[] {
  return events.map((event, index) => `${index === 0 ? '[' : ',\r\n'}${event}`);
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** The name of an HTTP status in Google's errors. */
export function errorStatus(status: number): string {
  return STATUS_NAMES[status] ?? 'UNKNOWN';
}

/** What Google's APIs tell of a full quota: google/rpc/error_details.proto. */
function errorDetails({ status, retryAfterMs, code, again }: LmErrorReply): object[] | undefined {
  if (status !== 429) return undefined;
  const quota = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId: code }] };
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${(retryAfterMs ?? 0) / 1000}s` };
  return [...(code === null ? [] : [quota]), ...(retryAfterMs !== null || again === 'at_once' ? [retry] : [])];
}

function errorBody(status: number, message: string, details?: object[]): string {
  return JSON.stringify({ error: { code: status, message, status: errorStatus(status), ...(details && { details }) } });
}

/** An error that no client sends again. */
export function geminiRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message));
}
