import type { LmCall, LmEmbeddings, LmMessageReply, LmUsage } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { plainText } from '../../call/call-text';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, refusal, replyId, saidText, saysNoText, toolCallIds } from '../write-reply';
import { type Reply, writtenEvents } from './stream';

type Json = Record<string, unknown>;

/** Writes a reply as Cohere does; a stream as named server-sent events. */
export function encodeCohere(reply: WiredReply, call: LmCall, { idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, 'cohere', () => errorBody(reply.message));
  const id = replyId('', idSeed);
  if (reply.kind === 'embeddings') return jsonReply(embeddingsBody(reply, call, id));
  if (reply.kind !== 'message') return cohereRefusal(404, `this provider has no ${reply.kind}`);
  const body = bodyOf(reply, call, id);
  return call.stream ? eventReply(reply, writtenEvents(body, reply)) : jsonReply(body, reply);
}

function bodyOf(reply: LmMessageReply, call: LmCall, id: string): Reply {
  return {
    id,
    message: { role: 'assistant', ...saidIn(reply, call), ...reply.extras?.message },
    finish_reason: REASONS[reply.finishReason],
    usage: { billed_units: countsOf(reply.usage), tokens: countsOf(reply.usage) },
    ...reply.extras?.body,
  };
}

/** What it says before it calls tools is its plan. */
function saidIn(reply: LmMessageReply, call: LmCall): Json {
  const [ids = []] = toolCallIds(reply, call);
  const thoughts = reply.thinking === null ? [] : [{ type: 'thinking', thinking: reply.thinking }];
  const said = saysNoText(reply) ? [] : [{ type: 'text', text: saidText(reply) }];
  const content = [...thoughts, ...said];
  if (reply.toolCalls.length === 0) return { content };
  const calls = reply.toolCalls.map(({ name, arguments: given }, at) => ({
    id: ids[at],
    type: 'function',
    function: { name, arguments: writeExactly(given) },
  }));
  return { ...(content.length > 0 && { content }), tool_calls: calls };
}

const REASONS = { stop: 'COMPLETE', tool_calls: 'TOOL_CALL', length: 'MAX_TOKENS', content_filter: 'ERROR' } as const;

function countsOf({ inputTokens, outputTokens }: LmUsage): Json {
  return { input_tokens: inputTokens, output_tokens: outputTokens };
}

function embeddingsBody({ vectors, usage }: LmEmbeddings, call: LmCall, id: string): object {
  return {
    id,
    embeddings: { float: vectors },
    texts: call.messages.map(({ parts }) => plainText(parts)),
    meta: { api_version: { version: '2' }, billed_units: { input_tokens: usage.inputTokens } },
    response_type: 'embeddings_by_type',
  };
}

function errorBody(message: string): string {
  return JSON.stringify({ message });
}

/** An error that no client sends again. */
export function cohereRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(message));
}
