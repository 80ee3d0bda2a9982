import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { readExactly } from '../../../shared/values/exact-json';
import { isRecord, textOr } from '../../call/read-json';
import { Fields } from '../fields';
import { contentText, isPlainText, partsOf } from '../read-request';
import { pictureDetail } from './picture-detail';

/** `function`: as before there were several calls in one reply. Newer models call who instructs them the developer. */
const ROLES = {
  user: 'user',
  system: 'system',
  developer: 'system',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
} as const;

export function decodeMessage(message: Record<string, unknown>): LmMessage {
  const fields = new Fields(message);
  const role = fields.word<LmMessage['role']>('role', ROLES) ?? 'user';
  const parts = role === 'tool' ? [decodeToolResult(fields)] : [...partsOf(fields, decodePart), ...decodeSaid(fields)];
  return { role, parts, ...fields.rest() };
}

/** Known by the id of its call, or as a function's by its name. */
function decodeToolResult(fields: Fields): LmPart {
  const id = fields.text('tool_call_id');
  const name = id === undefined ? fields.text('name') : undefined;
  const content = fields.take('content');
  return {
    type: 'tool_result',
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    content: isPlainText(content) ? contentText(content) : content,
  };
}

/** What a model said beside its text: a refusal, and calls of tools. */
function decodeSaid(fields: Fields): LmPart[] {
  const refusal = fields.text('refusal');
  const isOne = isRecord(fields.peek('function_call'));
  const calls = isOne ? [{ function: fields.record('function_call') }] : fields.records('tool_calls');
  return [...(refusal === undefined ? [] : [refusalPart(refusal)]), ...calls.map(decodeToolCall)];
}

/** A refusal in the history, as both of OpenAI's wires write it. */
export function refusalPart(refusal: string): LmPart {
  return { type: 'other', value: { type: 'refusal', refusal } };
}

function decodePart(part: Record<string, unknown>): LmPart {
  const fields = new Fields(part);
  const type = fields.take('type');
  if (typeof part.text === 'string' && (type === 'text' || type === undefined))
    return { type: 'text', text: fields.take('text') as string, ...fields.rest() };
  if (isRecord(part.image_url)) return decodePicture(fields);
  if (isRecord(part.input_audio)) return decodeAudio(fields);
  return isRecord(part.file) ? decodeFile(part, fields) : { type: 'other', value: part };
}

function decodePicture(fields: Fields): LmPart {
  const picture = fields.within('image_url');
  return { ...decodeDataUrl(picture.text('url') ?? ''), ...pictureDetail(picture), ...fields.rest() } as LmPart;
}

function decodeAudio(fields: Fields): LmPart {
  const audio = fields.within('input_audio');
  const mimeType = `audio/${audio.text('format') ?? ''}`;
  return { type: 'media', mimeType, data: audio.text('data') ?? '', ...fields.rest() };
}

/** One that comes by its bytes; the id of a file means something to its provider alone. */
function decodeFile(part: Record<string, unknown>, fields: Fields): LmPart {
  const file = fields.within('file');
  const media = decodeDataUrl(textOr(file.peek('file_data'), ''));
  if (media.data === undefined || file.peek('file_id') !== undefined) return { type: 'other', value: part };
  file.take('file_data');
  const filename = file.text('filename');
  return { ...media, ...(filename !== undefined && { filename }), ...fields.rest() };
}

export function decodeDataUrl(url: string): Extract<LmPart, { type: 'media' }> {
  const inline = /^data:([^;,]*);base64,(.*)$/s.exec(url);
  return inline === null ? { type: 'media', url } : { type: 'media', mimeType: inline[1] as string, data: inline[2] as string };
}

function decodeToolCall(call: Record<string, unknown>): LmPart {
  const fields = new Fields(call);
  fields.take('type');
  const id = fields.text('id');
  const known = { type: 'tool_call' as const, ...(id !== undefined && { id }) };
  if (isRecord(call.custom)) {
    const custom = fields.within('custom');
    const input = custom.text('input') ?? '';
    return { ...known, name: custom.text('name') ?? '', arguments: { input }, ...fields.rest() };
  }
  const called = fields.within('function');
  const given = parseArguments(called.take('arguments'));
  return { ...known, name: called.text('name') ?? '', arguments: given, ...fields.rest() };
}

/** A model may have written arguments that are not JSON, and a client sends them back as they were; some clients send no text of them. */
export function parseArguments(given: unknown): unknown {
  if (typeof given !== 'string') return given ?? {};
  try {
    return readExactly(given);
  } catch {
    return given;
  }
}
