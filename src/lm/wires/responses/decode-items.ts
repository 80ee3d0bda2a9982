import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { Fields } from '../fields';
import { decodeDataUrl, parseArguments, refusalPart } from '../openai/decode-message';
import { pictureDetail } from '../openai/picture-detail';
import { contentText, isPlainText, partsOf } from '../read-request';

/** The items of a request as a conversation: thoughts, a reply and its tool calls are items here, and one message everywhere else. */
export function decodeItems(items: readonly Record<string, unknown>[]): LmMessage[] {
  const joined: LmMessage[] = [];
  for (const message of items.map(decodeItem)) {
    const before = joined.at(-1);
    if (before !== undefined && isOneTurn(before, message))
      joined[joined.length - 1] = { ...before, parts: [...before.parts, ...message.parts] };
    else joined.push(message);
  }
  return joined;
}

/** Calls and thoughts belong to what was said before them; what is said, to the thoughts before it. */
function isOneTurn(before: LmMessage, message: LmMessage): boolean {
  if (before.role !== 'assistant' || message.role !== 'assistant' || message.carried !== undefined) return false;
  const isMore = message.parts.every(({ type }) => type === 'tool_call' || type === 'thinking');
  return isMore || before.parts.every(({ type }) => type === 'thinking');
}

const ROLES = { user: 'user', assistant: 'assistant', system: 'system', developer: 'system' } as const;

function decodeItem(item: Record<string, unknown>): LmMessage {
  // A reference to an item of before may come without its type.
  if (item.type == null && item.role === undefined) return { role: 'user', parts: [{ type: 'other', value: item }] };
  const fields = new Fields(item);
  switch (fields.take('type')) {
    case undefined:
    case 'message': {
      const role = fields.word<LmMessage['role']>('role', ROLES) ?? 'user';
      return { role, parts: partsOf(fields, decodePart), ...fields.rest() };
    }
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [decodeToolCall(item, fields)] };
    case 'function_call_output':
    case 'custom_tool_call_output':
      return { role: 'tool', parts: [decodeOutput(fields)] };
    case 'reasoning':
      return { role: 'assistant', parts: [{ type: 'thinking', carried: item }] };
    default:
      return { role: String(item.type).endsWith('_output') ? 'tool' : 'assistant', parts: [{ type: 'other', value: item }] };
  }
}

function decodeToolCall({ type }: Record<string, unknown>, fields: Fields): LmPart {
  const [id, name] = [fields.text('call_id') ?? '', fields.text('name') ?? ''];
  const given = type === 'custom_tool_call' ? { input: fields.text('input') ?? '' } : parseArguments(fields.take('arguments'));
  return { type: 'tool_call', id, name, arguments: given, ...fields.rest() };
}

function decodeOutput(fields: Fields): LmPart {
  return { type: 'tool_result', id: fields.text('call_id') ?? '', content: outputOf(fields.take('output')), ...fields.rest() };
}

function outputOf(output: unknown): unknown {
  return isPlainText(output) ? contentText(output) : output;
}

function decodePart(part: Record<string, unknown>): LmPart {
  const fields = new Fields(part);
  fields.take('type');
  const text = fields.text('text');
  if (text !== undefined) return { type: 'text', text, ...fields.rest() };
  if (typeof part.refusal === 'string') return refusalPart(part.refusal);
  const place = ['image_url', 'file_data', 'file_url'].find((name) => typeof part[name] === 'string');
  // The id of a file means something to its provider alone.
  if (place === undefined || (place === 'file_data' && !String(part.file_data).startsWith('data:'))) return { type: 'other', value: part };
  // A file that comes by its address says of what kind it is by nothing else.
  if (place === 'file_url') return { type: 'other', value: part };
  const media = decodeDataUrl(fields.take(place) as string);
  const filename = fields.text('filename');
  return { ...media, ...(filename !== undefined && { filename }), ...pictureDetail(fields), ...fields.rest() };
}
