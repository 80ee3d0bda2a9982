import type { LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord, recordsOf, textOr } from '../../call/read-json';
import { Fields } from '../fields';

type Json = Record<string, unknown>;

const STEP = /^(user_input|model_output|thought|.*_(call|result))$/;

/** A text, a content, contents of one turn, or steps. */
export function turnsOf(fields: Fields, name: string): LmMessage[] {
  const text = fields.text(name);
  if (text !== undefined) return [{ role: 'user', parts: [{ type: 'text', text }] }];
  const items = itemsOf(fields, name);
  const areContents = items.every((item) => !isStep(item) && item.role === undefined);
  return areContents ? [{ role: 'user', parts: items.map(decodeContent) }] : turnsOfSteps(items);
}

/** What the model does without a word in between is one turn, as all other APIs have it. */
export function turnsOfSteps(steps: readonly Json[]): LmMessage[] {
  const turns: LmMessage[] = [];
  for (const step of steps) {
    const turn = decodeStep(step);
    const last = turns.at(-1);
    const isMore = last?.role === 'assistant' && turn.role === 'assistant' && last.carried === undefined && turn.carried === undefined;
    if (isMore) turns[turns.length - 1] = { ...last, parts: [...last.parts, ...turn.parts] };
    else turns.push(turn);
  }
  return turns;
}

function isStep({ type }: Json): boolean {
  return typeof type === 'string' && STEP.test(type);
}

function decodeStep(step: Json): LmMessage {
  const { type } = step;
  switch (type) {
    case 'user_input':
    case 'model_output':
    case undefined:
      return decodeSaid(step);
    case 'function_call':
      return { role: 'assistant', parts: [decodeCall(new Fields(step))] };
    case 'function_result':
      return { role: 'tool', parts: [decodeResult(new Fields(step))] };
    // The model's own notes, handed back.
    case 'thought':
      return { role: 'assistant', parts: [{ type: 'thinking', carried: step }] };
    default:
      return { role: String(type).endsWith('_result') ? 'tool' : 'assistant', parts: [{ type: 'other', value: step }] };
  }
}

const ROLES = { user: 'user', model: 'assistant' } as const;

function decodeSaid(step: Json): LmMessage {
  const fields = new Fields(step);
  const [type, role] = [fields.take('type'), fields.word('role', ROLES)];
  const parts = contentsOf(fields);
  return { role: type === 'model_output' ? 'assistant' : (role ?? 'user'), parts, ...fields.rest() };
}

function decodeCall(fields: Fields): LmPart {
  fields.take('type');
  const [id, name] = [fields.text('id') ?? '', fields.text('name') ?? ''];
  return { type: 'tool_call', id, name, arguments: fields.take('arguments') ?? {}, ...fields.rest() };
}

function decodeResult(fields: Fields): LmPart {
  fields.take('type');
  const [id, name] = [fields.text('call_id') ?? '', fields.text('name')];
  return { type: 'tool_result', id, ...(name !== undefined && { name }), content: resultOf(fields.take('result')), ...fields.rest() };
}

function resultOf(result: unknown): unknown {
  const texts = recordsOf(result);
  const isText = texts.length > 0 && texts.every((part) => Object.keys(part).sort().join() === 'text,type' && part.type === 'text');
  return isText ? texts.map(({ text }) => textOr(text, '')).join('') : result;
}

function contentsOf(fields: Fields): LmPart[] {
  const text = fields.text('content');
  return text === undefined ? itemsOf(fields, 'content').map(decodeContent) : [{ type: 'text', text }];
}

/** Several, or one by itself; what is neither is carried. */
function itemsOf(fields: Fields, name: string): Json[] {
  return isRecord(fields.peek(name)) ? [fields.record(name)] : fields.records(name);
}

function decodeContent(content: Json): LmPart {
  const fields = new Fields(content);
  const text = fields.text('text');
  if (text !== undefined) return { type: 'text', text, ...without(fields, 'type').rest() };
  const [mimeType, data] = [fields.text('mime_type'), fields.text('data')];
  const url = data === undefined ? fields.text('uri') : undefined;
  if (data === undefined && url === undefined) return { type: 'other', value: content };
  // Of a file without a type only this word says what it is.
  const known = mimeType === undefined ? fields : without(fields, 'type');
  return { type: 'media', ...(mimeType && { mimeType }), ...(data === undefined ? { url } : { data }), ...known.rest() };
}

function without(fields: Fields, name: string): Fields {
  fields.take(name);
  return fields;
}
