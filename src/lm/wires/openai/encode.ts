import type { LmCall, LmEmbeddings, LmErrorReply, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf } from '../../call/read-json';
import { parseBody } from '../read-request';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { errorResponse, eventReply, jsonReply, refusal, replyPieces, replyText, toolCallIds } from '../write-reply';

/** Writes a reply as OpenAI does; a stream as server-sent events that end with `[DONE]`. */
export function encodeOpenAi(reply: WiredReply, call: LmCall, { body }: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeOpenAiError(reply);
  if (reply.kind === 'token_count') return openAiRefusal(404, 'this provider counts no tokens');
  if (reply.kind === 'embeddings') return jsonReply(embeddingsBody(reply, parseBody(body).encoding_format === 'base64'));
  if (!call.stream) return jsonReply(completion(reply, call));
  // A stream tells its usage only to a client that asked for it.
  const withUsage = recordOf(parseBody(body).stream_options).include_usage === true;
  const chunks = streamEvents(reply, call, withUsage).map((event) => `data: ${JSON.stringify(event)}\n\n`);
  // One write for what follows the last piece: a test's `everyMs` counts the pieces it wrote.
  return eventReply(reply, [...chunks, 'data: [DONE]\n\n']);
}

function embeddingsBody({ vectors, usage, model }: LmEmbeddings, base64: boolean): object {
  const data = vectors.map((vector, index) => ({ object: 'embedding', index, embedding: base64 ? asBase64(vector) : vector }));
  return { object: 'list', data, model, usage: { prompt_tokens: usage.inputTokens, total_tokens: usage.inputTokens } };
}

/** Little-endian 32-bit floats: what the official clients ask for. */
function asBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString('base64');
}

function completion(reply: LmMessageReply, call: LmCall): object {
  const text = replyText(reply);
  const tools = toolCalls(reply, call);
  const message = {
    role: 'assistant',
    content: text === '' && tools.length > 0 ? null : text,
    refusal: null,
    ...(tools.length > 0 && { tool_calls: tools }),
  };
  return {
    ...envelope(reply, 'chat.completion'),
    choices: [{ index: 0, message, logprobs: null, finish_reason: reply.finishReason }],
    usage: usageOf(reply),
  };
}

function streamEvents(reply: LmMessageReply, call: LmCall, withUsage: boolean): object[] {
  const pieces: object[] = replyPieces(reply).map((content) => ({ content }));
  const tools = toolCalls(reply, call).map((tool, index) => ({ tool_calls: [{ index, ...tool }] }));
  const [first = {}, ...rest] = [...pieces, ...tools];
  const deltas = [{ role: 'assistant', ...first }, ...rest].map((delta) => chunkOf(reply, delta, null));
  const usage = { ...envelope(reply, 'chat.completion.chunk'), choices: [], usage: usageOf(reply) };
  return [...deltas, chunkOf(reply, {}, reply.finishReason), ...(withUsage ? [usage] : [])];
}

function chunkOf(reply: LmMessageReply, delta: object, finishReason: string | null): object {
  return { ...envelope(reply, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}

// Fixed id and time: what a test prints or snapshots is the same on every run.
function envelope(reply: LmMessageReply, object: string): object {
  return { id: 'chatcmpl-dspex', object, created: 1_700_000_000, model: reply.model };
}

function toolCalls(reply: LmMessageReply, call: LmCall): object[] {
  const ids = toolCallIds(reply, call);
  return reply.toolCalls.map(({ name, arguments: args }, index) => ({
    id: ids[index],
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
}

function usageOf({ usage }: LmMessageReply): object {
  const { inputTokens, outputTokens, cachedTokens, thinkingTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedTokens } }),
    ...(thinkingTokens !== undefined && { completion_tokens_details: { reasoning_tokens: thinkingTokens } }),
  };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'server_error',
};

export function encodeOpenAiError(error: LmErrorReply): WireReply {
  // The code by which OpenAI tells a spent quota from a full minute.
  const code = error.quotaId ?? (error.status === 429 ? 'rate_limit_exceeded' : null);
  return errorResponse(error, errorBody(error.status, error.message, code));
}

function errorBody(status: number, message: string, code: string | null): string {
  return JSON.stringify({ error: { message, type: ERROR_TYPES[status] ?? 'invalid_request_error', param: null, code } });
}

/** An error that no client sends again. */
export function openAiRefusal(status: number, message: string): WireReply {
  return refusal(status, errorBody(status, message, null));
}
