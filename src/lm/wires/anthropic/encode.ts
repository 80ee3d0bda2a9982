import type Anthropic from '@anthropic-ai/sdk';
import type { LmCall } from '../../../shared/boundaries/lm-call';
import { asFrames, invokedFrame } from '../bedrock/event-stream';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, namedEvent, refusal, replyId } from '../write-reply';
import { messageOf } from './message';
import { bringsPiece, streamWrites } from './stream';

/** What the id of a message begins with. */
export const MESSAGE_ID = 'msg_';

/** Writes a reply as Anthropic does; a stream as named server-sent events. */
export function encodeAnthropic(reply: WiredReply, call: LmCall, { url, idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, 'anthropic', () => errorBody(reply.status, reply.message));
  if (reply.kind === 'token_count') return jsonReply({ input_tokens: reply.tokens } satisfies Anthropic.MessageTokensCount);
  if (reply.kind !== 'message') return anthropicRefusal(404, `this provider has no ${reply.kind}`);
  const message = messageOf(reply, call, replyId(MESSAGE_ID, idSeed));
  if (!call.stream) return jsonReply(message, reply);
  const isFramed = url.pathname.endsWith('/invoke-with-response-stream');
  const write = isFramed ? invokedFrame : namedEvent;
  const writes = streamWrites(message, reply).map((events) => events.map((event) => ({ text: write(event), isPiece: bringsPiece(event) })));
  return isFramed ? asFrames(eventReply(reply, writes)) : eventReply(reply, writes);
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The status that a kind of error comes with, where it is said without one. */
export function statusOf(type: unknown): number {
  const [status] = Object.entries(ERROR_TYPES).find(([, named]) => named === type) ?? [];
  return status === undefined ? (type === 'invalid_request_error' ? 400 : 500) : Number(status);
}

function errorBody(status: number, message: string): string {
  const type = ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return JSON.stringify({ type: 'error', error: { type, message }, request_id: null });
}

/** An error that no client sends again. */
export function anthropicRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message));
}
