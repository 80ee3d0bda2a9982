import type Anthropic from '@anthropic-ai/sdk';
import type { LmCall, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, namedEvent, refusal, replyId, saidText, saysNoText, toolCallIds } from '../write-reply';
import { type Block, type Message, streamWrites } from './stream';

/** What the id of a message begins with. */
export const MESSAGE_ID = 'msg';

/** Writes a reply as Anthropic does; a stream as named server-sent events. */
export function encodeAnthropic(reply: WiredReply, call: LmCall, { body }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, ownBody(reply) ?? errorBody(reply.status, reply.message));
  if (reply.kind === 'token_count') return jsonReply({ input_tokens: reply.tokens } satisfies Anthropic.MessageTokensCount);
  if (reply.kind === 'embeddings') return anthropicRefusal(404, 'this provider has no embeddings');
  const blocks = blocksOf(reply, call);
  const message = messageOf(reply, blocks, replyId(MESSAGE_ID, body));
  if (!call.stream) return jsonReply(message);
  const writes = streamWrites(reply, message, blocks);
  return eventReply(
    reply,
    writes.map((events) => events.map(namedEvent).join('')),
  );
}

function messageOf(reply: LmMessageReply, content: Block[], id: string): Message {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content,
    stop_reason: stopReason(reply),
    stop_sequence: null,
    ...(reply.refusal !== null && { stop_details: { type: 'refusal', category: null, explanation: reply.refusal } }),
    usage: usageOf(reply),
    ...reply.extras?.message,
    ...reply.extras?.body,
  };
}

function blocksOf(reply: LmMessageReply, call: LmCall): Block[] {
  const [ids = []] = toolCallIds(reply, call);
  return [
    // Clients send the signature back; nothing here looks at it.
    ...(reply.thinking === null ? [] : [{ type: 'thinking' as const, thinking: reply.thinking, signature: 'dspex' }]),
    ...(saysNoText(reply) ? [] : [{ type: 'text' as const, text: saidText(reply) }]),
    ...reply.toolCalls.map(({ name, arguments: input }, index) => ({
      type: 'tool_use' as const,
      id: ids[index] as string,
      name,
      input,
      caller: { type: 'direct' as const },
    })),
  ];
}

function stopReason({ finishReason, refusal: refused }: LmMessageReply): Anthropic.StopReason {
  if (refused !== null) return 'refusal';
  if (finishReason === 'tool_calls') return 'tool_use';
  if (finishReason === 'length') return 'max_tokens';
  return finishReason === 'content_filter' ? 'refusal' : 'end_turn';
}

function usageOf({ usage }: LmMessageReply): Message['usage'] {
  const { inputTokens, outputTokens, cachedTokens = 0, thinkingTokens } = usage;
  return {
    // Anthropic tells what came from its cache beside the rest.
    input_tokens: inputTokens - cachedTokens,
    cache_read_input_tokens: cachedTokens,
    cache_creation_input_tokens: 0,
    output_tokens: outputTokens,
    ...(thinkingTokens !== undefined && { output_tokens_details: { thinking_tokens: thinkingTokens } }),
    service_tier: 'standard',
  };
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

/** What Anthropic itself said, where it was asked. */
function ownBody({ body }: LmErrorReply): string | undefined {
  return body?.api === 'anthropic' ? JSON.stringify(body.json) : undefined;
}

function errorBody(status: number, message: string): string {
  const type = ERROR_TYPES[status] ?? (status >= 500 ? 'api_error' : 'invalid_request_error');
  return JSON.stringify({ type: 'error', error: { type, message }, request_id: null });
}

/** An error that no client sends again. */
export function anthropicRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message));
}
