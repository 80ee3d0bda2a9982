import type { LmCall, LmEmbeddings, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, refusal, replyId, saidText, saysNoText, toolCallIds } from '../write-reply';
import { type Result, writtenEvents } from './stream';

type Json = Record<string, unknown>;

/** Writes a reply as the AI Gateway does; a stream as the parts of the contract's, each in a server-sent event. */
export function encodeGateway(reply: WiredReply, call: LmCall, { url, idSeed }: AskedRequest): WireReply {
  if (reply.kind === 'error') return errorResponse(reply, 'ai_gateway', () => errorBody(reply.status, reply.message));
  if (reply.kind === 'embeddings') return jsonReply(embeddingsBody(reply));
  if (reply.kind !== 'message') return gatewayRefusal(404, `this gateway has no ${reply.kind}`);
  const result = resultOf(reply, call, url);
  if (!call.stream) return jsonReply(result, reply);
  // Fixed: what a test prints or snapshots is the same on every run.
  const about = { id: replyId('gen_', idSeed), timestamp: '2023-11-14T22:13:20.000Z', modelId: reply.model };
  return eventReply(reply, writtenEvents(result, reply, about));
}

function resultOf(reply: LmMessageReply, call: LmCall, url: URL): Result {
  const isSecond = /\/v1\/(?!.*\/v\d)/.test(url.pathname);
  return {
    content: contentOf(reply, call),
    finishReason: isSecond ? reasonOf(reply) : { unified: reasonOf(reply), raw: reply.finishReason },
    usage: isSecond ? flatUsage(reply) : usageOf(reply),
    warnings: [],
    ...reply.extras?.body,
  };
}

function contentOf(reply: LmMessageReply, call: LmCall): Json[] {
  const [ids = []] = toolCallIds(reply, call);
  const thoughts = reply.thinking === null ? [] : [{ type: 'reasoning', text: reply.thinking }];
  const said = saysNoText(reply) ? [] : [{ type: 'text', text: saidText(reply) }];
  const calls = reply.toolCalls.map(({ name, arguments: args }, at) => ({
    type: 'tool-call',
    toolCallId: ids[at],
    toolName: name,
    input: JSON.stringify(args),
  }));
  return [...thoughts, ...said, ...calls];
}

const REASONS = { stop: 'stop', tool_calls: 'tool-calls', length: 'length', content_filter: 'content-filter' } as const;

function reasonOf({ finishReason }: LmMessageReply): string {
  return REASONS[finishReason];
}

function usageOf({ usage }: LmMessageReply): Json {
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0, thinkingTokens = 0 } = usage;
  return {
    inputTokens: {
      total: inputTokens,
      noCache: inputTokens - cachedTokens - cacheWriteTokens,
      cacheRead: cachedTokens,
      cacheWrite: cacheWriteTokens,
    },
    outputTokens: { total: outputTokens, text: outputTokens - thinkingTokens, reasoning: thinkingTokens },
  };
}

function flatUsage({ usage }: LmMessageReply): Json {
  const { inputTokens, outputTokens, cachedTokens, thinkingTokens } = usage;
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    ...(thinkingTokens !== undefined && { reasoningTokens: thinkingTokens }),
    ...(cachedTokens !== undefined && { cachedInputTokens: cachedTokens }),
  };
}

function embeddingsBody({ vectors, usage }: LmEmbeddings): object {
  return { embeddings: vectors, usage: { tokens: usage.inputTokens }, warnings: [] };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'forbidden',
  404: 'model_not_found',
  424: 'failed_dependency',
  429: 'rate_limit_exceeded',
};

function errorBody(status: number, message: string): string {
  const type = ERROR_TYPES[status] ?? (status >= 500 ? 'internal_server_error' : 'invalid_request_error');
  return JSON.stringify({ error: { message, type } });
}

/** An error that no client sends again. */
export function gatewayRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message));
}
