import type { LmCall, LmEmbeddings, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, JSON_HEADERS, jsonReply, refusal, replyPieces, replyText } from '../write-reply';

/** Writes a reply as Gemini does; a stream as server-sent events (`alt=sse`) or as a JSON array in pieces. */
export function encodeGemini(reply: WiredReply, call: LmCall, { url }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, errorBody(reply.status, reply.message, errorDetails(reply)));
  if (reply.kind === 'token_count') return jsonReply({ totalTokens: reply.tokens });
  if (reply.kind === 'embeddings') return jsonReply(embeddingBody(reply, url));
  if (!call.stream) return jsonReply(wholeReply(reply));
  const events = streamEvents(reply).map((event) => JSON.stringify(event));
  if (url.searchParams.get('alt') !== 'sse') return { ...eventReply(reply, asArray(events)), headers: JSON_HEADERS };
  return eventReply(
    reply,
    events.map((event) => `data: ${event}\r\n\r\n`),
  );
}

function embeddingBody({ vectors }: LmEmbeddings, url: URL): object {
  const isBatch = url.pathname.endsWith(':batchEmbedContents');
  return isBatch ? { embeddings: vectors.map((values) => ({ values })) } : { embedding: { values: vectors[0] ?? [] } };
}

function asArray(events: readonly string[]): string[] {
  return events.map((event, index) => `${index === 0 ? '[' : ',\r\n'}${event}${index === events.length - 1 ? ']' : ''}`);
}

function wholeReply(reply: LmMessageReply): object {
  const text = replyText(reply);
  const parts = [...thoughtParts(reply), ...(text === '' && reply.toolCalls.length > 0 ? [] : [{ text }]), ...callParts(reply)];
  return candidate(reply, parts, finishOf(reply));
}

function streamEvents(reply: LmMessageReply): object[] {
  const texts = replyPieces(reply).map((text) => [{ text }]);
  const said: object[][] = reply.toolCalls.length > 0 ? [...texts, callParts(reply)] : texts.length > 0 ? texts : [[{ text: '' }]];
  // With the first piece, not before it: a test's `everyMs` and a recording's delays count the pieces of text.
  const parts = said.map((piece, index) => (index === 0 ? [...thoughtParts(reply), ...piece] : piece));
  return parts.map((piece, index) => candidate(reply, piece, index === parts.length - 1 ? finishOf(reply) : undefined));
}

function callParts(reply: LmMessageReply): object[] {
  return reply.toolCalls.map(({ id, name, arguments: args, signature }) => ({
    functionCall: { ...(id !== undefined && { id }), name, args },
    ...(signature !== undefined && { thoughtSignature: signature }),
  }));
}

function thoughtParts({ thinking }: LmMessageReply): object[] {
  return thinking === null ? [] : [{ text: thinking, thought: true }];
}

// Gemini says STOP after a function call too.
function finishOf(reply: LmMessageReply): string {
  if (reply.finishReason === 'content_filter') return 'SAFETY';
  return reply.finishReason === 'length' ? 'MAX_TOKENS' : 'STOP';
}

function candidate({ usage, model }: LmMessageReply, parts: object[], finishReason: string | undefined): object {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 }],
    usageMetadata: {
      promptTokenCount: usage.inputTokens,
      // Gemini tells thoughts beside what was said.
      candidatesTokenCount: usage.outputTokens - (usage.thinkingTokens ?? 0),
      ...(usage.thinkingTokens !== undefined && { thoughtsTokenCount: usage.thinkingTokens }),
      ...(usage.cachedTokens !== undefined && { cachedContentTokenCount: usage.cachedTokens }),
      totalTokenCount: usage.inputTokens + usage.outputTokens,
    },
    modelVersion: model,
    responseId: 'dspex',
  };
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

/** What Google's APIs tell of a full quota: google/rpc/error_details.proto. */
function errorDetails({ status, retryAfterMs, quotaId }: LmErrorReply): object[] | undefined {
  if (status !== 429) return undefined;
  const quota = { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [{ quotaId }] };
  const retry = { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${(retryAfterMs ?? 0) / 1000}s` };
  return quotaId === null ? [retry] : [quota, retry];
}

function errorBody(status: number, message: string, details?: object[]): string {
  return JSON.stringify({ error: { code: status, message, status: STATUS_NAMES[status] ?? 'UNKNOWN', ...(details && { details }) } });
}

/** An error that no client sends again. */
export function geminiRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message));
}
