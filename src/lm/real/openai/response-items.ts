import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { resultText } from '../../call/call-text';
import { isRecord, textOr } from '../../call/read-json';
import { toolNames, withCallIds } from '../../call/tool-results';
import { withCarried } from '../with-carried';

type Json = Record<string, unknown>;
type Part<T extends LmPart['type']> = Extract<LmPart, { type: T }>;
type IsCustom = (part: Part<'tool_call'> | Part<'tool_result'>) => boolean;

/** The conversation as the items of a request for a response. */
export function inputItems({ messages, tools }: LmCall): Json[] {
  const conversation = withCallIds(messages);
  const names = toolNames(conversation);
  const custom = new Set(tools.flatMap(({ name, type }) => (type === 'custom' ? [name] : [])));
  const isCustom: IsCustom = ({ name, id }) => custom.has(name ?? names.get(id ?? '') ?? '');
  return conversation.flatMap((message) => itemsOf(message, isCustom));
}

/** What is said in a row is one item; thoughts, calls and results are items of their own. */
function itemsOf({ role, parts, carried }: LmMessage, isCustom: IsCustom): Json[] {
  const items: Json[] = [];
  let said: LmPart[] = [];
  const say = (): void => {
    if (said.length > 0) items.push(messageItem({ role, parts: said, carried }));
    said = [];
  };
  for (const part of parts) {
    const own = ownItems(part, isCustom);
    if (own === undefined) said.push(part);
    else {
      say();
      items.push(...own);
    }
  }
  say();
  return parts.length === 0 ? [messageItem({ role, parts, carried })] : items;
}

/** What is an item by itself; undefined for what is said in a message. */
function ownItems(part: LmPart, isCustom: IsCustom): Json[] | undefined {
  switch (part.type) {
    case 'thinking':
      return part.carried === undefined ? [] : [part.carried];
    case 'tool_call':
      return [withCarried(callItem(part, isCustom(part)), part.carried)];
    case 'tool_result':
      return [withCarried(resultItem(part, isCustom(part)), part.carried)];
    case 'other':
      return isRecord(part.value) && !isContent(part.value) ? [part.value] : undefined;
    default:
      return undefined;
  }
}

/** What stands in a message, and not beside it. */
function isContent({ type }: Json): boolean {
  return /^(input_|output_)|^(refusal|text|summary_text|reasoning_text|computer_screenshot)$/.test(textOr(type, ''));
}

function callItem({ id: call_id = '', name, arguments: args }: Part<'tool_call'>, isCustom: boolean): Json {
  const { input } = (args ?? {}) as { input?: unknown };
  if (isCustom && typeof input === 'string') return { type: 'custom_tool_call', call_id, name, input };
  // A model may have written what is no JSON: it is handed back as it was.
  return { type: 'function_call', call_id, name, arguments: typeof args === 'string' ? args : writeExactly(args) };
}

function resultItem({ id: call_id = '', content }: Part<'tool_result'>, isCustom: boolean): Json {
  const output = content === undefined ? '' : Array.isArray(content) ? content : resultText(content);
  return { type: isCustom ? 'custom_tool_call_output' : 'function_call_output', call_id, output };
}

function messageItem({ role, parts, carried }: LmMessage): Json {
  const [first, ...more] = parts;
  const isPlain = first?.type === 'text' && first.carried === undefined && more.length === 0 && carried?.id === undefined;
  const content = isPlain ? first.text : parts.map((part) => contentOf(part, role));
  return withCarried({ type: 'message', role, content }, carried);
}

function contentOf(part: LmPart, role: LmMessage['role']): unknown {
  if (part.type === 'text' && role === 'assistant')
    return withCarried({ type: 'output_text', text: part.text, annotations: [] }, part.carried);
  if (part.type === 'text') return withCarried({ type: 'input_text', text: part.text }, part.carried);
  return part.type === 'media' ? withCarried(mediaContent(part), part.carried) : (part as Part<'other'>).value;
}

function mediaContent({ mimeType = '', data, url, filename, detail }: Part<'media'>): Json {
  const place = url ?? `data:${mimeType};base64,${data}`;
  const seen = detail !== undefined && { detail };
  if (mimeType.startsWith('image/') || data === undefined) return { type: 'input_image', image_url: place, ...seen };
  return { type: 'input_file', ...(filename !== undefined && { filename }), file_data: place, ...seen };
}
