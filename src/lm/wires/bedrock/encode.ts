import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, refusal, saidText, saysNoText, toolCallIds } from '../write-reply';
import { asFrames } from './event-stream';
import { type Output, writtenFrames } from './stream';

/** Writes a reply as Bedrock's Converse does; a stream in Amazon's binary framing. */
export function encodeBedrock(reply: WiredReply, call: LmCall): WireReply {
  if (reply.kind === 'error') {
    const written = errorResponse(reply, 'bedrock', () => errorBody(reply.message));
    return { ...written, headers: { ...written.headers, ...errorType(reply.status) } };
  }
  if (reply.kind !== 'message') return bedrockRefusal(404, `Converse has no ${reply.kind}`);
  const output = outputOf(reply, call);
  if (!call.stream) return jsonReply(output, reply);
  return asFrames(eventReply(reply, writtenFrames(output, reply)));
}

function outputOf(reply: LmMessageReply, call: LmCall): Output {
  return {
    output: { message: { role: 'assistant', content: contentOf(reply, call) } },
    stopReason: STOP_REASONS[reply.finishReason],
    usage: usageOf(reply),
    // A fixed time: what a test prints or snapshots is the same on every run.
    metrics: { latencyMs: 1 },
    ...reply.extras?.body,
  };
}

function contentOf(reply: LmMessageReply, call: LmCall): object[] {
  const [ids = []] = toolCallIds(reply, call);
  const thoughts = reply.thinking === null ? [] : [{ reasoningContent: { reasoningText: { text: reply.thinking, signature: 'dspex' } } }];
  const said = saysNoText(reply) ? [] : [{ text: saidText(reply) }];
  const calls = reply.toolCalls.map(({ name, arguments: input }, at) => ({ toolUse: { toolUseId: ids[at], name, input } }));
  return [...thoughts, ...said, ...calls];
}

const STOP_REASONS = { stop: 'end_turn', tool_calls: 'tool_use', length: 'max_tokens', content_filter: 'content_filtered' } as const;

/** What the cache read and wrote is told beside the rest. */
function usageOf({ usage }: LmMessageReply): object {
  const { inputTokens, outputTokens, cachedTokens, cacheWriteTokens } = usage;
  return {
    inputTokens: inputTokens - (cachedTokens ?? 0) - (cacheWriteTokens ?? 0),
    outputTokens,
    totalTokens: inputTokens + outputTokens,
    ...(cachedTokens !== undefined && { cacheReadInputTokens: cachedTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteInputTokens: cacheWriteTokens }),
  };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
};

/** By which Amazon's clients tell errors apart. */
function errorType(status: number): { 'x-amzn-errortype': string } {
  return { 'x-amzn-errortype': ERROR_TYPES[status] ?? (status >= 500 ? 'InternalServerException' : 'ValidationException') };
}

function errorBody(message: string): string {
  return JSON.stringify({ message });
}

/** An error that no client sends again. */
export function bedrockRefusal(status: number, message: string): WireReply {
  const written = refusal(status, errorBody(message));
  return { ...written, headers: { ...written.headers, ...errorType(status) } };
}
