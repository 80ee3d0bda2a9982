import { createHash } from 'node:crypto';
import type { LmApi, LmCall, LmErrorReply, LmFaultReply, LmMessageReply, LmReply } from '../../shared/boundaries/lm-call';

/** A reply as it goes over HTTP. More than one chunk only for a stream. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly string[];
  /** Between two chunks. */
  readonly everyMs: number;
  /** Before each chunk, where they differ. */
  readonly delaysMs?: readonly number[] | null;
  /** The connection breaks after so many chunks. */
  readonly cutAfter?: number | null;
  /** A transport that fails; then nothing else here counts. */
  readonly fault?: LmFaultReply['fault'];
}

/** What a wire can write: a fault is no body. */
export type WiredReply = Exclude<LmReply, LmFaultReply>;

/** A provider's HTTP format: reads its requests, writes its replies. Knows no client and no server. */
export interface Wire {
  readonly api: LmApi;
  /** True for the path of a POST that it reads. */
  matches(url: URL): boolean;
  /** Throws WireFormatError on a body that is not this provider's. */
  decode(url: URL, body: string): LmCall;
  /** `asked`: the request as it came, for what it says of the form of its reply. */
  encode(reply: WiredReply, call: LmCall, asked: { readonly url: URL; readonly body: string }): WireReply;
  /** An error that no client should send again. */
  encodeRefusal(status: number, message: string): WireReply;
}

/** The request cannot be read: a 400 in the provider's shape answers it. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}

export function parseBody(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new WireFormatError(`the body is not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(parsed)) throw new WireFormatError('the body is not a JSON object');
  return parsed;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** The text of a message's content, which is one text or has several in parts; what is no text is left out. */
export function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(content)
    .map((part) => textOr(part.text, ''))
    .join('');
}

/** Takes the settings that are there, under our names. */
export function sample(source: Record<string, unknown>, names: Readonly<Record<string, string>>): Record<string, unknown> {
  const given = Object.entries(names).filter(([wireName]) => source[wireName] !== undefined && source[wireName] !== null);
  return Object.fromEntries(given.map(([wireName, name]) => [name, source[wireName]]));
}

/** On HTTP nobody formats fields: they are the JSON of a structured output. */
export function replyText(reply: LmMessageReply): string {
  return reply.fields === null ? (reply.text ?? '') : JSON.stringify(reply.fields);
}

/** The pieces of a streamed reply: the user's own, or word by word. */
export function replyPieces(reply: LmMessageReply): string[] {
  if (reply.chunks !== null) return [...reply.chunks];
  return replyText(reply).match(/\s*\S+\s*$|\s*\S+\s?/g) ?? [replyText(reply)].filter((text) => text !== '');
}

/** Headers of a scripted error. Without a wish of the user's, a client that backs off waits for zero milliseconds. */
export function retryHeaders(error: LmErrorReply): Record<string, string> {
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

// Unique in the conversation and the same on every run: clients find a tool's result by it.
export function toolCallIds(reply: LmMessageReply, call: LmCall): string[] {
  const earlier = call.messages.flatMap((message) => message.parts).filter((part) => part.type === 'tool_call').length;
  return reply.toolCalls.map((tool, index) => tool.id ?? `call_${earlier + index}`);
}

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

export const EVENT_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' } as const;
export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' } as const;
/** Told to official clients: a second attempt would be a second unmatched call. */
export const FINAL_HEADERS = { ...JSON_HEADERS, 'x-should-retry': 'false' } as const;
