import type { LmChoice, LmErrorReply, LmMessageReply, LmUsage } from '../../shared/boundaries/lm-call';

/** What a call used that no provider was asked for. */
export const NO_USAGE: LmUsage = { inputTokens: 0, outputTokens: 0 };

/** The parts of a message reply that are not as they usually are. */
type MessageReplyParts = Pick<LmMessageReply, 'model'> & Partial<LmMessageReply>;

/** A reply whose parts have their defaults where they are not given: the one place that knows these. */
export function messageReply(parts: MessageReplyParts): LmMessageReply {
  const { toolCalls = [] } = parts;
  return {
    kind: 'message',
    text: null,
    fields: null,
    thinking: null,
    toolCalls,
    refusal: null,
    logprobs: null,
    others: [],
    extras: null,
    native: null,
    requestId: null,
    finishReason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
    usage: NO_USAGE,
    chunks: null,
    thoughtChunks: null,
    streamed: false,
    left: null,
    everyMs: 0,
    delaysMs: null,
    cutAfter: null,
    ...parts,
  };
}

/** What a reply says as one choice among several. */
export function choiceOf({ text, fields, thinking, toolCalls, refusal, logprobs, finishReason }: LmChoice): LmChoice {
  return { text, fields, thinking, toolCalls, refusal, logprobs, finishReason };
}

/** What a rule or a provider says of an error; what is missing or null has its default. */
export interface ErrorReplyParts {
  readonly status: number;
  readonly message?: string | null | undefined;
  readonly retryAfterMs?: number | null | undefined;
  readonly code?: string | null | undefined;
  /** The code of a 429 that names its quota. */
  readonly quotaId?: string | null | undefined;
  readonly body?: LmErrorReply['body'] | undefined;
  readonly requestId?: string | null | undefined;
  readonly again?: LmErrorReply['again'];
}

/** An error status as a reply. */
export function errorReply({ status, message, retryAfterMs, code, quotaId, body, requestId, again }: ErrorReplyParts): LmErrorReply {
  return {
    kind: 'error',
    status,
    message: message ?? `scripted error ${status}`,
    retryAfterMs: retryAfterMs ?? null,
    code: code ?? quotaId ?? null,
    body: body ?? null,
    requestId: requestId ?? null,
    again: again ?? 'at_once',
  };
}
