import type { LmCall, LmErrorReply, LmMessage, LmMessageReply, LmPart, LmReply, LmTool } from '../shared/boundaries/lm-call';
import type { Wire, WireReply } from './wire';
import { FINAL_HEADERS, isRecord, JSON_HEADERS, parseBody, recordsOf, replyPieces, replyText, retryHeaders, sample, textOr } from './wire';

export function isOpenAiRoute(url: URL, method: string): boolean {
  return method === 'POST' && url.pathname.endsWith('/chat/completions');
}

/** Reads a chat completion request. */
export function decodeOpenAi(_url: URL, body: string): LmCall {
  const request = parseBody(body);
  const messages = recordsOf(request.messages);
  return {
    door: 'http',
    api: 'openai',
    model: textOr(request.model, ''),
    system: messages
      .filter(isSystem)
      .map((message) => plainText(message.content))
      .join('\n'),
    messages: messages.filter((message) => !isSystem(message)).map(decodeMessage),
    tools: recordsOf(request.tools).flatMap(decodeTool),
    schema: schemaOf(request.response_format),
    sampling: sample(request, SAMPLING),
    stream: request.stream === true,
    fields: null,
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  max_tokens: 'maxTokens',
  max_completion_tokens: 'maxTokens',
  stop: 'stop',
  seed: 'seed',
  n: 'n',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  reasoning_effort: 'reasoningEffort',
} as const;

function isSystem({ role }: Record<string, unknown>): boolean {
  return role === 'system' || role === 'developer';
}

function plainText(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(content)
    .map((part) => textOr(part.text, ''))
    .join('');
}

function decodeMessage(message: Record<string, unknown>): LmMessage {
  if (message.role === 'tool') {
    const result: LmPart = { type: 'tool_result', id: textOr(message.tool_call_id, ''), content: plainText(message.content) };
    return { role: 'tool', parts: [result] };
  }
  const parts = [...decodeContent(message.content), ...recordsOf(message.tool_calls).map(decodeToolCall)];
  return { role: message.role === 'assistant' ? 'assistant' : 'user', parts };
}

function decodeContent(content: unknown): LmPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return recordsOf(content).map(decodePart);
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (part.type === 'text' && typeof part.text === 'string') return { type: 'text', text: part.text };
  if (isRecord(part.image_url)) return decodeUrl(textOr(part.image_url.url, ''));
  if (isRecord(part.input_audio))
    return { type: 'media', mimeType: `audio/${textOr(part.input_audio.format, '')}`, data: textOr(part.input_audio.data, '') };
  return { type: 'other', value: part };
}

function decodeUrl(url: string): LmPart {
  const inline = /^data:([^;,]*);base64,(.*)$/s.exec(url);
  return inline === null ? { type: 'media', url } : { type: 'media', mimeType: inline[1] as string, data: inline[2] as string };
}

function decodeToolCall(call: Record<string, unknown>): LmPart {
  const called = isRecord(call.function) ? call.function : {};
  return { type: 'tool_call', id: textOr(call.id, ''), name: textOr(called.name, ''), arguments: parseArguments(called.arguments) };
}

// A model may have written arguments that are not JSON, and a client sends them back as they were.
function parseArguments(text: unknown): unknown {
  try {
    return JSON.parse(textOr(text, '{}'));
  } catch {
    return text;
  }
}

function decodeTool(tool: Record<string, unknown>): LmTool[] {
  if (!isRecord(tool.function)) return [];
  const { name, description, parameters } = tool.function;
  return [{ name: textOr(name, ''), description: textOr(description, ''), parameters: isRecord(parameters) ? parameters : {} }];
}

function schemaOf(format: unknown): Record<string, unknown> | null {
  const schema = isRecord(format) && isRecord(format.json_schema) ? format.json_schema.schema : undefined;
  return isRecord(schema) ? schema : null;
}

/** Writes a reply as OpenAI does; a stream as server-sent events that end with `[DONE]`. */
export function encodeOpenAi(reply: LmReply, call: LmCall, withUsage = false): WireReply {
  if (reply.kind === 'error') return encodeError(reply);
  if (!call.stream) return { status: 200, headers: JSON_HEADERS, chunks: [JSON.stringify(completion(reply, call))], everyMs: 0 };
  const chunks = streamEvents(reply, call, withUsage).map((event) => `data: ${JSON.stringify(event)}\n\n`);
  // One write for what follows the last piece: a test's `everyMs` counts the pieces it wrote.
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    chunks: [...chunks, 'data: [DONE]\n\n'],
    everyMs: reply.everyMs,
  };
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
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishOf(reply) }],
    usage: usageOf(reply),
  };
}

function streamEvents(reply: LmMessageReply, call: LmCall, withUsage: boolean): object[] {
  const pieces: object[] = replyPieces(reply).map((content) => ({ content }));
  const tools = toolCalls(reply, call).map((tool, index) => ({ tool_calls: [{ index, ...tool }] }));
  const [first = {}, ...rest] = [...pieces, ...tools];
  const deltas = [{ role: 'assistant', ...first }, ...rest].map((delta) => chunkOf(reply, delta, null));
  const usage = { ...envelope(reply, 'chat.completion.chunk'), choices: [], usage: usageOf(reply) };
  return [...deltas, chunkOf(reply, {}, finishOf(reply)), ...(withUsage ? [usage] : [])];
}

function chunkOf(reply: LmMessageReply, delta: object, finishReason: string | null): object {
  return { ...envelope(reply, 'chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}

// Fixed id and time: what a test prints or snapshots is the same on every run.
function envelope(reply: LmMessageReply, object: string): object {
  return { id: 'chatcmpl-dspex', object, created: 1_700_000_000, model: reply.model };
}

// Unique in the conversation and the same on every run: clients find a tool's result by it.
function toolCalls(reply: LmMessageReply, call: LmCall): object[] {
  const earlier = call.messages.flatMap((message) => message.parts).filter((part) => part.type === 'tool_call').length;
  return reply.toolCalls.map((tool, index) => ({
    id: `call_${earlier + index}`,
    type: 'function',
    function: { name: tool.name, arguments: JSON.stringify(tool.arguments) },
  }));
}

function finishOf(reply: LmMessageReply): string {
  return reply.finishReason;
}

function usageOf({ usage }: LmMessageReply): object {
  return { prompt_tokens: usage.inputTokens, completion_tokens: usage.outputTokens, total_tokens: usage.inputTokens + usage.outputTokens };
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  500: 'server_error',
  503: 'server_error',
};

function encodeError(error: LmErrorReply): WireReply {
  const headers = { ...JSON_HEADERS, ...retryHeaders(error) };
  const code = error.status === 429 ? 'rate_limit_exceeded' : null;
  return { status: error.status, headers, chunks: [errorBody(error.status, error.message, code)], everyMs: 0 };
}

function errorBody(status: number, message: string, code: string | null): string {
  return JSON.stringify({ error: { message, type: ERROR_TYPES[status] ?? 'invalid_request_error', param: null, code } });
}

export const OPENAI_WIRE: Wire = {
  api: 'openai',
  decode: decodeOpenAi,
  encode: encodeOpenAi,
  encodeRefusal: (status, message) => ({ status, headers: FINAL_HEADERS, chunks: [errorBody(status, message, null)], everyMs: 0 }),
};
