import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { contentText, settingsOf } from '../read-request';
import { geminiToolChoice } from '../tool-choice';

/** Reads what is to be generated; a `countTokens` may carry it, too. */
export function decodeGenerate(request: Record<string, unknown>, model: string, stream: boolean): LmCall {
  const config = recordOf(request.generationConfig ?? request.generation_config);
  return {
    door: 'http',
    api: 'gemini',
    operation: 'generate',
    model,
    system: textOf(request.systemInstruction ?? request.system_instruction),
    messages: recordsOf(request.contents).map(decodeContent),
    tools: recordsOf(request.tools).flatMap(decodeTools),
    schema: schemaOf(config),
    sampling: {
      ...settingsOf(config, SAMPLING),
      ...thinkingOf(config),
      ...jsonMode(config),
      ...geminiToolChoice(request.toolConfig ?? request.tool_config),
    },
    stream,
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
  responseLogprobs: 'logprobs',
  logprobs: 'topLogprobs',
} as const;

function thinkingOf(config: Record<string, unknown>): Record<string, unknown> {
  const thinking = recordOf(config.thinkingConfig ?? config.thinking_config);
  const level = thinking.thinkingLevel ?? thinking.thinking_level;
  return {
    ...settingsOf(thinking, { thinkingBudget: 'thinkingBudget', thinking_budget: 'thinkingBudget' }),
    // In capitals here, and nowhere else.
    ...(typeof level === 'string' && { reasoningEffort: level.toLowerCase() }),
  };
}

/** JSON was asked for without a schema. */
function jsonMode(config: Record<string, unknown>): { responseFormat?: 'json' } {
  const type = config.responseMimeType ?? config.response_mime_type;
  return type === 'application/json' && schemaOf(config) === null ? { responseFormat: 'json' } : {};
}

/** The text of a content, which may also be one text. */
export function textOf(content: unknown): string {
  return typeof content === 'string' ? content : contentText(recordOf(content).parts);
}

function schemaOf(config: Record<string, unknown>): Record<string, unknown> | null {
  const schema = config.responseJsonSchema ?? config.responseSchema ?? config.response_schema;
  return isRecord(schema) ? asJsonSchema(schema) : null;
}

/** A schema as everybody else writes it. Gemini's dialect has types in capitals; the published clients send either. */
function asJsonSchema(schema: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
    if (key === 'type' && typeof value === 'string') return [key, value.toLowerCase()];
    if (Array.isArray(value)) return [key, value.map((item) => (isRecord(item) ? asJsonSchema(item) : item))];
    return [key, isRecord(value) ? asJsonSchema(value) : value];
  });
  return Object.fromEntries(entries);
}

function decodeContent(content: Record<string, unknown>): LmMessage {
  // The model's own notes, handed back: no part of what is asked.
  const parts = recordsOf(content.parts)
    .filter((part) => part.thought !== true)
    .map(decodePart);
  if (content.role === 'model') return { role: 'assistant', parts };
  const onlyResults = parts.length > 0 && parts.every((part) => part.type === 'tool_result');
  return { role: content.role === 'function' || onlyResults ? 'tool' : 'user', parts };
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (typeof part.text === 'string') return { type: 'text', text: part.text };
  if (isRecord(part.functionCall)) return decodeToolCall(part.functionCall, part.thoughtSignature ?? part.thought_signature);
  if (isRecord(part.functionResponse)) return decodeToolResult(part.functionResponse);
  return decodeMedia(part);
}

function decodeToolCall({ id, name, args }: Record<string, unknown>, signature: unknown): LmPart {
  const signed = typeof signature === 'string' && { signature };
  return { type: 'tool_call', ...idOf(id), name: textOr(name, ''), arguments: args ?? {}, ...signed };
}

function decodeToolResult({ id, name, response }: Record<string, unknown>): LmPart {
  return { type: 'tool_result', ...idOf(id), name: textOr(name, ''), content: resultOf(response) };
}

/** Gemini takes objects alone; what any other tool said is wrapped so, by the word of its documentation. */
function resultOf(response: unknown): unknown {
  if (!isRecord(response)) return response;
  const [[name, value] = [], ...more] = Object.entries(response);
  return more.length === 0 && (name === 'result' || name === 'output') ? value : response;
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

/** Functions, and tools of Gemini's own, each of which is an entry under its name (`googleSearch`, `codeExecution`). */
function decodeTools(tool: Record<string, unknown>): LmTool[] {
  const { functionDeclarations, function_declarations, ...own } = tool;
  const functions = recordsOf(functionDeclarations ?? function_declarations).map((declared) => ({
    name: textOr(declared.name, ''),
    description: textOr(declared.description, ''),
    parameters: asJsonSchema(recordOf(declared.parametersJsonSchema ?? declared.parameters)),
  }));
  return [...functions, ...Object.keys(own).map((type) => ({ name: type, description: '', parameters: {}, type }))];
}
