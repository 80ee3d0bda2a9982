import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { Fields } from '../fields';

const ROLES = { user: 'user', model: 'assistant', function: 'tool' } as const;

export function decodeContent(content: Record<string, unknown>): LmMessage {
  const fields = new Fields(content);
  const said = fields.word('role', ROLES) ?? 'user';
  const parts = fields.records('parts').map(decodePart);
  return { role: said === 'user' ? roleOf(parts) : said, parts, ...fields.rest() };
}

function roleOf(parts: readonly LmPart[]): 'tool' | 'user' {
  return parts.length > 0 && parts.every((part) => part.type === 'tool_result') ? 'tool' : 'user';
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (part.thought === true) return { type: 'thinking', carried: part };
  const fields = new Fields(part);
  // What is no thought says so, or says nothing.
  if (part.thought === false) fields.take('thought');
  const text = fields.text('text');
  if (text !== undefined) return { type: 'text', text, ...fields.rest() };
  if (isRecord(part.functionCall)) return decodeToolCall(fields);
  if (isRecord(part.functionResponse)) return decodeToolResult(fields);
  return decodeMedia(part, fields);
}

function decodeToolCall(fields: Fields): LmPart {
  const call = fields.within('functionCall');
  const signature = fields.text('thoughtSignature');
  const known = { ...idOf(call), name: call.text('name') ?? '', arguments: call.take('args') ?? {} };
  return { type: 'tool_call', ...known, ...(signature !== undefined && { signature }), ...fields.rest() };
}

function decodeToolResult(fields: Fields): LmPart {
  const result = fields.within('functionResponse');
  const known = { ...idOf(result), name: result.text('name') ?? '', content: resultOf(result.take('response') ?? {}) };
  return { type: 'tool_result', ...known, ...fields.rest() };
}

/** Gemini takes objects alone; what any other tool said is wrapped so, by the word of its documentation. */
function resultOf(response: unknown): unknown {
  if (!isRecord(response)) return response;
  const [[name, value] = [], ...more] = Object.entries(response);
  return more.length === 0 && (name === 'result' || name === 'output') ? value : response;
}

function decodeMedia(part: Record<string, unknown>, fields: Fields): LmPart {
  const [inline, file] = [fields.within('inlineData'), fields.within('fileData')];
  const mimeType = inline.text('mimeType') ?? file.text('mimeType') ?? '';
  if (isRecord(part.inlineData)) return { type: 'media', mimeType, data: inline.text('data') ?? '', ...fields.rest() };
  if (isRecord(part.fileData)) return { type: 'media', mimeType, url: file.text('fileUri') ?? '', ...fields.rest() };
  return { type: 'other', value: part };
}

function idOf(fields: Fields): { id?: string } {
  const id = fields.text('id');
  return id === undefined ? {} : { id };
}
