import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { contentText, parseBody, settingsOf } from '../read-request';
import { anthropicToolChoice } from '../tool-choice';

/** Anthropic's own addresses, and Google's for the same API, which name the model. */
export const ANTHROPIC_ROUTE =
  /\/v1\/messages(\/count_tokens)?$|\/publishers\/anthropic\/models\/([^/:]+):(?:rawPredict|streamRawPredict)$/;
const COUNTS = /\/(v1\/messages\/count_tokens|models\/count-tokens:rawPredict)$/;

/** Reads a Messages request, or one that only counts its tokens. */
export function decodeAnthropic(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const messages = recordsOf(request.messages);
  const output = recordOf(request.output_config);
  return {
    door: 'http',
    api: 'anthropic',
    operation: COUNTS.test(url.pathname) ? 'count_tokens' : 'generate',
    model: textOr(request.model, decodeURIComponent(ANTHROPIC_ROUTE.exec(url.pathname)?.[2] ?? '')),
    system: systemOf(request.system, messages),
    messages: messages.filter((message) => message.role !== 'system').flatMap(decodeMessage),
    tools: recordsOf(request.tools).map(decodeTool),
    schema: schemaOf(output.format ?? request.output_format),
    sampling: {
      ...settingsOf(request, SAMPLING),
      ...settingsOf(recordOf(request.thread), { previous_message_id: 'continues' }),
      ...settingsOf(output, { effort: 'reasoningEffort' }),
      ...thinkingOf(request.thinking),
      ...anthropicToolChoice(request.tool_choice),
    },
    stream: request.stream === true || url.pathname.endsWith(':streamRawPredict'),
    fields: null,
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_tokens: 'maxTokens',
  stop_sequences: 'stop',
} as const;

// Anthropic's own way to make one text of several: a line each.
function systemOf(system: unknown, messages: readonly Record<string, unknown>[]): string {
  const blocks = typeof system === 'string' ? [system] : recordsOf(system).map((block) => textOr(block.text, ''));
  const said = messages.filter((message) => message.role === 'system').map((message) => contentText(message.content));
  return [...blocks, ...said].join('\n');
}

function thinkingOf(thinking: unknown): { thinkingBudget?: unknown } {
  if (!isRecord(thinking) || thinking.type === 'disabled') return {};
  return { thinkingBudget: thinking.budget_tokens ?? thinking.type };
}

function schemaOf(format: unknown): Record<string, unknown> | null {
  return isRecord(format) && isRecord(format.schema) ? format.schema : null;
}

/** A tool of Anthropic's own has a type, and no schema. */
function decodeTool({ type, name, description, input_schema: schema }: Record<string, unknown>): LmTool {
  const isOwn = !isRecord(schema) && typeof type === 'string';
  return {
    name: textOr(name, textOr(type, '')),
    description: textOr(description, ''),
    parameters: recordOf(schema),
    ...(isOwn && { type }),
  };
}

/** Results of tools come inside of the user's message; elsewhere they are a message of their own. */
function decodeMessage({ role, content }: Record<string, unknown>): LmMessage[] {
  const parts = typeof content === 'string' ? [textPart(content)] : recordsOf(content).flatMap(decodeBlock);
  if (role === 'assistant') return [{ role, parts }];
  const results = parts.filter((part) => part.type === 'tool_result');
  const rest = parts.filter((part) => part.type !== 'tool_result');
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, parts: results }] : []),
    ...(rest.length > 0 || results.length === 0 ? [{ role: 'user' as const, parts: rest }] : []),
  ];
}

function decodeBlock(block: Record<string, unknown>): LmPart[] {
  switch (block.type) {
    case 'text':
      return [textPart(textOr(block.text, ''))];
    // The model's own notes, handed back: no part of what is asked.
    case 'thinking':
    case 'redacted_thinking':
      return [];
    case 'tool_use':
      return [{ type: 'tool_call', id: textOr(block.id, ''), name: textOr(block.name, ''), arguments: block.input ?? {} }];
    case 'tool_result':
      return [{ type: 'tool_result', id: textOr(block.tool_use_id, ''), content: resultOf(block) }];
    default:
      return [isRecord(block.source) ? decodeSource(block, block.source) : { type: 'other', value: block }];
  }
}

function resultOf({ content, is_error: isError }: Record<string, unknown>): unknown {
  const isText = typeof content === 'string' || recordsOf(content).every((block) => block.type === 'text');
  const said = isText ? contentText(content) : content;
  return isError === true ? { error: said } : said;
}

/** A picture or a document. */
function decodeSource(block: Record<string, unknown>, source: Record<string, unknown>): LmPart {
  const mimeType = textOr(source.media_type, '');
  if (source.type === 'base64') return { type: 'media', mimeType, data: textOr(source.data, '') };
  if (source.type === 'url') return { type: 'media', url: textOr(source.url, '') };
  return source.type === 'text' ? textPart(textOr(source.data, '')) : { type: 'other', value: block };
}

function textPart(text: string): LmPart {
  return { type: 'text', text };
}
