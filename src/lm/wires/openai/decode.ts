import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { contentText, parseBody, settingsOf } from '../read-request';
import { openAiToolChoice } from '../tool-choice';

export const OPENAI_ROUTE = /\/(chat\/completions|embeddings)$/;

/** Reads a request for a chat completion, or for embeddings. */
export function decodeOpenAi(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const model = textOr(request.model, deploymentOf(url));
  return url.pathname.endsWith('/embeddings') ? decodeEmbeddings(request, model) : decodeCompletion(request, model);
}

/** Azure names a model by the deployment in its path. */
export function deploymentOf({ pathname }: URL): string {
  return decodeURIComponent(/\/deployments\/([^/]+)\//.exec(pathname)?.[1] ?? '');
}

function decodeCompletion(request: Record<string, unknown>, model: string): LmCall {
  const messages = recordsOf(request.messages);
  return {
    door: 'http',
    api: 'openai',
    operation: 'generate',
    model,
    system: messages
      .filter(isSystem)
      .map((message) => contentText(message.content))
      .join('\n'),
    messages: messages.filter((message) => !isSystem(message)).map(decodeMessage),
    tools: [...recordsOf(request.tools).map(decodeTool), ...recordsOf(request.functions).map(decodeFunction)],
    schema: schemaOf(request.response_format),
    sampling: {
      ...settingsOf(request, SAMPLING),
      ...jsonMode(request.response_format),
      ...openAiToolChoice(request.tool_choice ?? request.function_call),
    },
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
  logprobs: 'logprobs',
  top_logprobs: 'topLogprobs',
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
  // As before there were several calls in one reply: a result is known by its function's name.
  if (message.role === 'function')
    return { role: 'tool', parts: [{ type: 'tool_result', name: textOr(message.name, ''), content: contentText(message.content) }] };
  const called = isRecord(message.function_call) ? [{ function: message.function_call }] : recordsOf(message.tool_calls);
  const parts = [...decodeContent(message.content), ...called.map(decodeToolCall)];
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
  const id = typeof call.id === 'string' ? { id: call.id } : {};
  if (isRecord(call.custom))
    return { type: 'tool_call', ...id, name: textOr(call.custom.name, ''), arguments: { input: textOr(call.custom.input, '') } };
  const called = recordOf(call.function);
  return { type: 'tool_call', ...id, name: textOr(called.name, ''), arguments: parseArguments(called.arguments) };
}

/** A model may have written arguments that are not JSON, and a client sends them back as they were. */
export function parseArguments(text: unknown): unknown {
  try {
    return JSON.parse(textOr(text, '{}'));
  } catch {
    return text;
  }
}

function decodeTool(tool: Record<string, unknown>): LmTool {
  return isRecord(tool.function) ? decodeFunction(tool.function) : typedTool(tool, isRecord(tool.custom) ? tool.custom : tool);
}

export function decodeFunction({ name, description, parameters }: Record<string, unknown>): LmTool {
  return { name: textOr(name, ''), description: textOr(description, ''), parameters: recordOf(parameters) };
}

/** A tool that is no function with a schema; one without a name is called by its type. */
export function typedTool({ type }: Record<string, unknown>, { name, description }: Record<string, unknown>): LmTool {
  return { name: textOr(name, textOr(type, '')), description: textOr(description, ''), parameters: {}, type: textOr(type, '') };
}

function jsonMode(format: unknown): { responseFormat?: 'json' } {
  return isRecord(format) && format.type === 'json_object' ? { responseFormat: 'json' } : {};
}

function schemaOf(format: unknown): Record<string, unknown> | null {
  const schema = isRecord(format) && isRecord(format.json_schema) ? format.json_schema.schema : undefined;
  return isRecord(schema) ? schema : null;
}

/** One text, or several; token numbers stay as they came. */
function decodeEmbeddings(request: Record<string, unknown>, model: string): LmCall {
  const isOne = !Array.isArray(request.input) || typeof request.input[0] === 'number';
  const inputs = isOne ? [request.input] : (request.input as unknown[]);
  return {
    door: 'http',
    api: 'openai',
    operation: 'embed',
    model,
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
