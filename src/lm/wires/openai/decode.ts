import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { contentText, parseBody, settingsOf } from '../read-request';
import { openAiToolChoice } from '../tool-choice';

export const OPENAI_ROUTE = /\/(chat\/completions|embeddings)$/;

/** Reads a request for a chat completion, or for embeddings. */
export function decodeOpenAi(url: URL, body: string): LmCall {
  const request = parseBody(body);
  return url.pathname.endsWith('/embeddings') ? decodeEmbeddings(request) : decodeCompletion(request);
}

function decodeCompletion(request: Record<string, unknown>): LmCall {
  const messages = recordsOf(request.messages);
  return {
    door: 'http',
    api: 'openai',
    operation: 'generate',
    model: textOr(request.model, ''),
    system: messages
      .filter(isSystem)
      .map((message) => contentText(message.content))
      .join('\n'),
    messages: messages.filter((message) => !isSystem(message)).map(decodeMessage),
    tools: recordsOf(request.tools).flatMap(decodeTool),
    schema: schemaOf(request.response_format),
    sampling: { ...settingsOf(request, SAMPLING), ...jsonMode(request.response_format), ...openAiToolChoice(request.tool_choice) },
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

/** True for a message that instructs the model; newer models call its author the developer. */
export function isSystem({ role }: Record<string, unknown>): boolean {
  return role === 'system' || role === 'developer';
}

function decodeMessage(message: Record<string, unknown>): LmMessage {
  if (message.role === 'tool') {
    const result: LmPart = { type: 'tool_result', id: textOr(message.tool_call_id, ''), content: contentText(message.content) };
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
  if (isRecord(part.image_url)) return decodeDataUrl(textOr(part.image_url.url, ''));
  if (isRecord(part.input_audio))
    return { type: 'media', mimeType: `audio/${textOr(part.input_audio.format, '')}`, data: textOr(part.input_audio.data, '') };
  return { type: 'other', value: part };
}

export function decodeDataUrl(url: string): LmPart {
  const inline = /^data:([^;,]*);base64,(.*)$/s.exec(url);
  return inline === null ? { type: 'media', url } : { type: 'media', mimeType: inline[1] as string, data: inline[2] as string };
}

function decodeToolCall(call: Record<string, unknown>): LmPart {
  const called = recordOf(call.function);
  return { type: 'tool_call', id: textOr(call.id, ''), name: textOr(called.name, ''), arguments: parseArguments(called.arguments) };
}

/** A model may have written arguments that are not JSON, and a client sends them back as they were. */
export function parseArguments(text: unknown): unknown {
  try {
    return JSON.parse(textOr(text, '{}'));
  } catch {
    return text;
  }
}

function decodeTool(tool: Record<string, unknown>): LmTool[] {
  if (!isRecord(tool.function)) return [];
  const { name, description, parameters } = tool.function;
  return [{ name: textOr(name, ''), description: textOr(description, ''), parameters: recordOf(parameters) }];
}

function jsonMode(format: unknown): { responseFormat?: 'json' } {
  return isRecord(format) && format.type === 'json_object' ? { responseFormat: 'json' } : {};
}

function schemaOf(format: unknown): Record<string, unknown> | null {
  const schema = isRecord(format) && isRecord(format.json_schema) ? format.json_schema.schema : undefined;
  return isRecord(schema) ? schema : null;
}

/** One text, or several; token numbers stay as they came. */
function decodeEmbeddings(request: Record<string, unknown>): LmCall {
  const isOne = !Array.isArray(request.input) || typeof request.input[0] === 'number';
  const inputs = isOne ? [request.input] : (request.input as unknown[]);
  return {
    door: 'http',
    api: 'openai',
    operation: 'embed',
    model: textOr(request.model, ''),
    system: '',
    messages: inputs.map(
      (input): LmMessage => ({
        role: 'user',
        parts: [typeof input === 'string' ? { type: 'text', text: input } : { type: 'other', value: input }],
      }),
    ),
    tools: [],
    schema: null,
    sampling: settingsOf(request, { dimensions: 'dimensions' }),
    stream: false,
    fields: null,
  };
}
