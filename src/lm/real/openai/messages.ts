import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { plainText, resultText } from '../../call/call-text';
import { withCallIds } from '../../call/tool-results';
import { withCarried } from '../with-carried';
import { mediaPart } from './media';

type Part<T extends LmPart['type']> = Extract<LmPart, { type: T }>;

/** The conversation, its instructions first. */
export function messagesOf({ system, messages, tools }: LmCall): object[] {
  const custom = new Set(tools.flatMap(({ name, type }) => (type === 'custom' ? [name] : [])));
  const first = system === '' ? [] : [{ role: 'system', content: system }];
  return [...first, ...withCallIds(messages).flatMap((message) => toMessages(message, custom))];
}

function toMessages({ role, parts, carried }: LmMessage, custom: ReadonlySet<string>): object[] {
  if (role === 'tool') return parts.flatMap((part) => (part.type === 'tool_result' ? [withCarried(toResult(part), carried)] : []));
  if (role === 'assistant') return [withCarried(toSaid(parts, custom), carried)];
  return [withCarried({ role, content: contentOf(parts) }, carried)];
}

function toResult({ id, name, content, carried }: Part<'tool_result'>): object {
  // Of a call that is not in the conversation, known by its tool alone.
  if (id === undefined && name !== undefined) return withCarried({ role: 'function', name, content: resultText(content) }, carried);
  const isParts = Array.isArray(content) && content.length > 0 && content.every((part) => part?.type === 'text');
  return withCarried({ role: 'tool', tool_call_id: id ?? '', content: isParts ? content : resultText(content) }, carried);
}

/** What the model said, beside its calls; its thoughts are no part of this wire. */
function toSaid(parts: readonly LmPart[], custom: ReadonlySet<string>): object {
  const calls = parts.filter((part) => part.type === 'tool_call').map((part) => toCall(part, custom));
  const said = parts.filter(({ type }) => type !== 'tool_call' && type !== 'thinking');
  const content = said.length === 0 && calls.length > 0 ? null : contentOf(said);
  return {
    role: 'assistant',
    content: content === '' && calls.length > 0 ? null : content,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

function toCall({ id = '', name, arguments: args, carried }: Part<'tool_call'>, custom: ReadonlySet<string>): object {
  const { input } = (args ?? {}) as { input?: unknown };
  if (custom.has(name) && typeof input === 'string') return withCarried({ id, type: 'custom', custom: { name, input } }, carried);
  // A model may have written what is no JSON: it is handed back as it was.
  const text = typeof args === 'string' ? args : writeExactly(args);
  return withCarried({ id, type: 'function', function: { name, arguments: text } }, carried);
}

function contentOf(parts: readonly LmPart[]): unknown {
  const isPlain = parts.every((part) => part.type === 'text' && part.carried === undefined);
  return isPlain ? plainText(parts) : parts.map(toContent);
}

function toContent(part: LmPart): unknown {
  if (part.type === 'text') return withCarried({ type: 'text', text: part.text }, part.carried);
  if (part.type === 'media') return withCarried(mediaPart(part) ?? {}, part.carried);
  return part.type === 'other' ? part.value : { type: 'text', text: JSON.stringify(part) };
}
