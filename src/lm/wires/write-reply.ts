import { createHash } from 'node:crypto';
import type { LmCall, LmErrorReply, LmMessageReply } from '../../shared/boundaries/lm-call';
import type { WireReply } from './wire';

export const EVENT_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' } as const;
export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;
/** Told to official clients: a second attempt would be a second unmatched call. */
const FINAL_HEADERS = { ...JSON_HEADERS, 'x-should-retry': 'false' } as const;

/** On HTTP nobody formats fields: they are the JSON of a structured output. */
export function replyText(reply: LmMessageReply): string {
  return reply.fields === null ? (reply.text ?? '') : JSON.stringify(reply.fields);
}

/** The pieces of a streamed reply: the user's own, or word by word. */
export function replyPieces(reply: LmMessageReply): string[] {
  if (reply.chunks !== null) return [...reply.chunks];
  return replyText(reply).match(/\s*\S+\s*$|\s*\S+\s?/g) ?? [replyText(reply)].filter((text) => text !== '');
}

/** An error that a rule wrote; the body is in the provider's own shape. */
export function errorResponse(error: LmErrorReply, body: string): WireReply {
  return { status: error.status, headers: { ...JSON_HEADERS, ...retryHeaders(error) }, chunks: [body], everyMs: 0 };
}

/** An error that no client should send again. */
export function refusal(status: number, body: string): WireReply {
  return { status, headers: FINAL_HEADERS, chunks: [body], everyMs: 0 };
}

/** When an error may be sent again. Where the user says nothing, a client that backs off waits for zero milliseconds. */
function retryHeaders(error: LmErrorReply): Record<string, string> {
  if (!isRetried(error)) return {};
  const waitMs = error.retryAfterMs ?? 0;
  return { 'retry-after': String(Math.ceil(waitMs / 1000)), 'retry-after-ms': String(waitMs) };
}

function isRetried({ status, retryAfterMs }: LmErrorReply): boolean {
  return retryAfterMs !== null || status === 408 || status === 409 || status === 429 || status >= 500;
}

/** An id that is the same whenever the same is asked, and another for anything else: clients tell replies apart by it. */
export function replyId(prefix: string, body: string): string {
  return `${prefix}_${createHash('sha256').update(body).digest('hex').slice(0, 24)}`;
}

/** An id for each tool call, unique in the conversation and the same on every run: clients find a tool's result by it. */
export function toolCallIds(reply: LmMessageReply, call: LmCall): string[] {
  const earlier = call.messages.flatMap((message) => message.parts).filter((part) => part.type === 'tool_call').length;
  return reply.toolCalls.map((tool, index) => tool.id ?? `call_${earlier + index}`);
}

/** A whole reply. */
export function jsonReply(body: object): WireReply {
  return { status: 200, headers: JSON_HEADERS, chunks: [JSON.stringify(body)], everyMs: 0 };
}

/** Server-sent events, in as many writes as there are chunks. */
export function eventReply({ everyMs, delaysMs, cutAfter }: LmMessageReply, chunks: readonly string[]): WireReply {
  return { status: 200, headers: EVENT_HEADERS, chunks, everyMs, delaysMs, cutAfter };
}

/** An event with its name before it, as OpenAI's Responses and Anthropic send them. */
export function namedEvent(event: { readonly type: string }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
