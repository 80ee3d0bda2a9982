import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord, recordsOf, textOr } from '../../call/read-json';
import { Fields } from '../fields';

export function decodeContent(content: Record<string, unknown>): LmMessage {
  const fields = new Fields(content);
  const role = fields.take('role');
  const parts = recordsOf(fields.take('parts')).map(decodePart);
  return { role: role === 'model' ? 'assistant' : roleOf(role, parts), parts, ...fields.rest() };
}

function roleOf(role: unknown, parts: readonly LmPart[]): 'tool' | 'user' {
  const onlyResults = parts.length > 0 && parts.every((part) => part.type === 'tool_result');
  return role === 'function' || onlyResults ? 'tool' : 'user';
}

function decodePart(part: Record<string, unknown>): LmPart {
  if (part.thought === true) return { type: 'thinking', carried: part };
  const fields = new Fields(part);
  // What is no thought says so, or says nothing.
  fields.take('thought');
  const text = fields.text('text');
  if (text !== undefined) return { type: 'text', text, ...fields.rest() };
  if (isRecord(part.functionCall)) return decodeToolCall(fields);
  if (isRecord(part.functionResponse)) return decodeToolResult(fields);
  return decodeMedia(part, fields);
}

function decodeToolCall(fields: Fields): LmPart {
  const call = fields.within('functionCall');
  const signature = fields.text('thoughtSignature');
  const known = { ...idOf(call), name: textOr(call.take('name'), ''), arguments: call.take('args') ?? {} };
  return { type: 'tool_call', ...known, ...(signature !== undefined && { signature }), ...fields.rest() };
}

function decodeToolResult(fields: Fields): LmPart {
  const result = fields.within('functionResponse');
  const known = { ...idOf(result), name: textOr(result.take('name'), ''), content: resultOf(result.take('response') ?? {}) };
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
  const mimeType = textOr(inline.take('mimeType') ?? file.take('mimeType'), '');
  if (isRecord(part.inlineData)) return { type: 'media', mimeType, data: textOr(inline.take('data'), ''), ...fields.rest() };
  if (isRecord(part.fileData)) return { type: 'media', mimeType, url: textOr(file.take('fileUri'), ''), ...fields.rest() };
  return { type: 'other', value: part };
}

function idOf(fields: Fields): { id?: string } {
  const id = fields.text('id');
  return id === undefined ? {} : { id };
}
