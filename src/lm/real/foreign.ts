import type { LmCall, LmPart } from '../../shared/boundaries/lm-call';
import { carriedWire } from '../call/carried';
import { isRecord, textOr } from '../call/read-json';
import type { ProviderWire } from './provider';

/**
 * A call as a provider of `wire` can be given it. What is carried in the words of another wire goes: all of it that has a meaning was refused
 * before. So do thoughts, which mean nothing to another provider.
 */
export function withoutForeign(call: LmCall, wire: ProviderWire): LmCall {
  if (carriedWire(call) === wire) return call;
  const { carried, ...known } = call;
  return {
    ...known,
    tools: call.tools.map((tool) => (tool.type === undefined ? bare(tool) : tool)),
    messages: call.messages
      .map((message) => ({ ...bare(message), parts: message.parts.filter(({ type }) => type !== 'thinking').map(barePart) }))
      .filter(({ parts }, index) => parts.length > 0 || call.messages[index]?.parts.length === 0),
  };
}

function barePart(part: LmPart): LmPart {
  if (part.type !== 'other') return bare(part) as LmPart;
  // What a model refused in is text where there is no other word for it.
  return isRecord(part.value) && part.value.type === 'refusal' ? { type: 'text', text: textOr(part.value.refusal, '') } : part;
}

function bare<T extends { carried?: Record<string, unknown> | undefined }>({ carried, ...known }: T): Omit<T, 'carried'> {
  return known;
}
