import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { decodeDataUrl, decodeFunction, deploymentOf, isSystem, parseArguments, typedTool } from '../openai/decode';
import { contentText, parseBody, settingsOf } from '../read-request';
import { openAiToolChoice } from '../tool-choice';

export const RESPONSES_ROUTE = /\/responses(\/input_tokens)?$/;

/** Reads a request of OpenAI's Responses, or one that only counts its tokens. */
export function decodeResponses(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const items = typeof request.input === 'string' ? [{ role: 'user', content: request.input }] : recordsOf(request.input);
  const format = recordOf(recordOf(request.text).format);
  return {
    door: 'http',
    api: 'openai_responses',
    operation: url.pathname.endsWith('/input_tokens') ? 'count_tokens' : 'generate',
    model: textOr(request.model, deploymentOf(url)),
    system: systemOf(request.instructions, items),
    messages: withItsToolCalls(items.filter((item) => !isSystem(item)).flatMap(decodeItem)),
    tools: recordsOf(request.tools).map(decodeTool),
    schema: isRecord(format.schema) ? format.schema : null,
    sampling: samplingOf(request, format),
    stream: request.stream === true,
    fields: null,
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  max_output_tokens: 'maxTokens',
  top_logprobs: 'topLogprobs',
  // What came before is with the provider: another conversation is another request.
  previous_response_id: 'continues',
  conversation: 'continues',
} as const;

function samplingOf(request: Record<string, unknown>, format: Record<string, unknown>): LmCall['sampling'] {
  return {
    ...settingsOf(request, SAMPLING),
    ...settingsOf(recordOf(request.reasoning), { effort: 'reasoningEffort' }),
    ...(format.type === 'json_object' && { responseFormat: 'json' }),
    ...openAiToolChoice(request.tool_choice),
  };
}

function systemOf(instructions: unknown, items: readonly Record<string, unknown>[]): string {
  const said = items.filter(isSystem).map((item) => contentText(item.content));
  return [...(typeof instructions === 'string' ? [instructions] : []), ...said].join('\n');
}

function decodeTool(tool: Record<string, unknown>): LmTool {
  return tool.type === 'function' ? decodeFunction(tool) : typedTool(tool, tool);
}

function decodeItem(item: Record<string, unknown>): LmMessage[] {
  switch (item.type) {
    case undefined:
    case 'message':
      return [{ role: item.role === 'assistant' ? 'assistant' : 'user', parts: decodeContent(item.content) }];
    case 'function_call':
    case 'custom_tool_call':
      return [{ role: 'assistant', parts: [decodeToolCall(item)] }];
    case 'function_call_output':
    case 'custom_tool_call_output':
      return [{ role: 'tool', parts: [{ type: 'tool_result', id: textOr(item.call_id, ''), content: outputOf(item.output) }] }];
    // The model's own notes, handed back: no part of what is asked.
    case 'reasoning':
      return [];
    default:
      return [{ role: String(item.type).endsWith('_output') ? 'tool' : 'assistant', parts: [{ type: 'other', value: item }] }];
  }
}

function decodeToolCall({ type, call_id: id, name, arguments: args, input }: Record<string, unknown>): LmPart {
  const given = type === 'custom_tool_call' ? { input: textOr(input, '') } : parseArguments(args);
  return { type: 'tool_call', id: textOr(id, ''), name: textOr(name, ''), arguments: given };
}

function outputOf(output: unknown): unknown {
  const isText = typeof output === 'string' || recordsOf(output).every((part) => typeof part.text === 'string');
  return isText ? contentText(output) : output;
}

/** A reply and its tool calls are items here, and one message everywhere else. */
function withItsToolCalls(messages: readonly LmMessage[]): LmMessage[] {
  const joined: LmMessage[] = [];
  for (const message of messages) {
    const before = joined.at(-1);
    const isCall = message.role === 'assistant' && message.parts.every((part) => part.type === 'tool_call');
    if (isCall && before?.role === 'assistant')
      joined[joined.length - 1] = { role: 'assistant', parts: [...before.parts, ...message.parts] };
    else joined.push(message);
  }
  return joined;
}

function decodeContent(content: unknown): LmPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : recordsOf(content).map(decodePart);
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (typeof part.text === 'string') return { type: 'text', text: part.text };
  if (typeof part.refusal === 'string') return { type: 'text', text: part.refusal };
  const url = part.image_url ?? part.file_data ?? part.file_url;
  return typeof url === 'string' ? decodeDataUrl(url) : { type: 'other', value: part };
}
