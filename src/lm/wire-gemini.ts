import type { LmCall, LmErrorReply, LmMessage, LmMessageReply, LmPart, LmReply, LmTool } from '../shared/boundaries/lm-call';
import type { Wire, WireReply } from './wire';
import { FINAL_HEADERS, isRecord, JSON_HEADERS, parseBody, recordsOf, replyPieces, replyText, retryHeaders, sample, textOr } from './wire';

const ROUTE = /\/(?:models|tunedModels|endpoints)\/([^/:]+):(generateContent|streamGenerateContent)$/;

export function isGeminiRoute(url: URL, method: string): boolean {
  return method === 'POST' && ROUTE.test(url.pathname);
}

/** Reads a `generateContent` or `streamGenerateContent` request, v1 and v1beta. */
export function decodeGemini(url: URL, body: string): LmCall {
  const route = ROUTE.exec(url.pathname);
  const request = parseBody(body);
  const config = recordOf(request.generationConfig ?? request.generation_config);
  return {
    door: 'http',
    api: 'gemini',
    model: decodeURIComponent(route?.[1] ?? ''),
    system: textOf(request.systemInstruction ?? request.system_instruction),
    messages: recordsOf(request.contents).map(decodeContent),
    tools: recordsOf(request.tools).flatMap(decodeTools),
    schema: schemaOf(config),
    sampling: sample(config, SAMPLING),
    stream: route?.[2] === 'streamGenerateContent',
    fields: null,
  };
}

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxOutputTokens: 'maxTokens',
  stopSequences: 'stop',
  seed: 'seed',
  candidateCount: 'n',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
} as const;

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return recordsOf(recordOf(content).parts)
    .map((part) => textOr(part.text, ''))
    .join('');
}

function schemaOf(config: Record<string, unknown>): Record<string, unknown> | null {
  const schema = config.responseJsonSchema ?? config.responseSchema ?? config.response_schema;
  return isRecord(schema) ? asJsonSchema(schema) : null;
}

// Gemini's own dialect writes types in capitals; the published clients send either.
function asJsonSchema(schema: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'type' && typeof value === 'string') return [key, value.toLowerCase()];
    if (Array.isArray(value)) return [key, value.map((item) => (isRecord(item) ? asJsonSchema(item) : item))];
    return [key, isRecord(value) ? asJsonSchema(value) : value];
  });
  return Object.fromEntries(entries);
}

function decodeContent(content: Record<string, unknown>): LmMessage {
  const parts = recordsOf(content.parts).map(decodePart);
  if (content.role === 'model') return { role: 'assistant', parts };
  const onlyResults = parts.length > 0 && parts.every((part) => part.type === 'tool_result');
  return { role: content.role === 'function' || onlyResults ? 'tool' : 'user', parts };
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (typeof part.text === 'string' && part.thought !== true) return { type: 'text', text: part.text };
  if (isRecord(part.functionCall)) {
    const { id, name, args } = part.functionCall;
    return { type: 'tool_call', ...idOf(id), name: textOr(name, ''), arguments: args ?? {} };
  }
  if (isRecord(part.functionResponse)) {
    const { id, name, response } = part.functionResponse;
    return { type: 'tool_result', ...idOf(id), name: textOr(name, ''), content: response };
  }
  return decodeMedia(part);
}

function decodeMedia(part: Record<string, unknown>): LmPart {
  const inline = part.inlineData ?? part.inline_data;
  if (isRecord(inline)) return { type: 'media', mimeType: mimeOf(inline), data: textOr(inline.data, '') };
  const file = part.fileData ?? part.file_data;
  if (isRecord(file)) return { type: 'media', mimeType: mimeOf(file), url: textOr(file.fileUri ?? file.file_uri, '') };
  return { type: 'other', value: part };
}

function mimeOf(media: Record<string, unknown>): string {
  return textOr(media.mimeType ?? media.mime_type, '');
}

function idOf(id: unknown): { id?: string } {
  return typeof id === 'string' ? { id } : {};
}

function decodeTools(tool: Record<string, unknown>): LmTool[] {
  return recordsOf(tool.functionDeclarations ?? tool.function_declarations).map((declared) => ({
    name: textOr(declared.name, ''),
    description: textOr(declared.description, ''),
    parameters: recordOf(declared.parametersJsonSchema ?? declared.parameters),
  }));
}

/** Writes a reply as Gemini does; a stream as server-sent events (`alt=sse`) or as a JSON array in pieces. */
export function encodeGemini(reply: LmReply, call: LmCall, url?: URL): WireReply {
  if (reply.kind === 'error') return encodeError(reply);
  if (!call.stream) return { status: 200, headers: JSON_HEADERS, chunks: [JSON.stringify(wholeReply(reply))], everyMs: 0 };
  const events = streamEvents(reply).map((event) => JSON.stringify(event));
  if (url !== undefined && url.searchParams.get('alt') !== 'sse')
    return { status: 200, headers: JSON_HEADERS, chunks: asArray(events), everyMs: reply.everyMs };
  const chunks = events.map((event) => `data: ${event}\r\n\r\n`);
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, chunks, everyMs: reply.everyMs };
}

function asArray(events: readonly string[]): string[] {
  return events.map((event, index) => `${index === 0 ? '[' : ',\r\n'}${event}${index === events.length - 1 ? ']' : ''}`);
}

function wholeReply(reply: LmMessageReply): object {
  const text = replyText(reply);
  const parts = [...(text === '' && reply.toolCalls.length > 0 ? [] : [{ text }]), ...callParts(reply)];
  return candidate(reply, parts, finishOf(reply));
}

function streamEvents(reply: LmMessageReply): object[] {
  const texts = replyPieces(reply).map((text) => [{ text }]);
  const parts: object[][] = reply.toolCalls.length > 0 ? [...texts, callParts(reply)] : texts.length > 0 ? texts : [[{ text: '' }]];
  return parts.map((piece, index) => candidate(reply, piece, index === parts.length - 1 ? finishOf(reply) : undefined));
}

function callParts(reply: LmMessageReply): object[] {
  return reply.toolCalls.map((tool) => ({ functionCall: { name: tool.name, args: tool.arguments } }));
}

// Gemini says STOP after a function call too.
function finishOf(reply: LmMessageReply): string {
  return reply.finishReason === 'length' ? 'MAX_TOKENS' : 'STOP';
}

function candidate({ usage, model }: LmMessageReply, parts: object[], finishReason: string | undefined): object {
  return {
    candidates: [{ content: { parts, role: 'model' }, ...(finishReason === undefined ? {} : { finishReason }), index: 0 }],
    usageMetadata: {
      promptTokenCount: usage.inputTokens,
      candidatesTokenCount: usage.outputTokens,
      totalTokenCount: usage.inputTokens + usage.outputTokens,
    },
    modelVersion: model,
    responseId: 'dspex',
  };
}

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

function encodeError(error: LmErrorReply): WireReply {
  const headers = { ...JSON_HEADERS, ...retryHeaders(error) };
  const seconds = `${(error.retryAfterMs ?? 0) / 1000}s`;
  const details = error.status === 429 ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: seconds }] : undefined;
  return { status: error.status, headers, chunks: [errorBody(error.status, error.message, details)], everyMs: 0 };
}

function errorBody(status: number, message: string, details?: object[]): string {
  return JSON.stringify({ error: { code: status, message, status: STATUS_NAMES[status] ?? 'UNKNOWN', ...(details && { details }) } });
}

export const GEMINI_WIRE: Wire = {
  api: 'gemini',
  decode: decodeGemini,
  encode: encodeGemini,
  encodeRefusal: (status, message) => ({ status, headers: FINAL_HEADERS, chunks: [errorBody(status, message)], everyMs: 0 }),
};
