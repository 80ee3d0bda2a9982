import type { LmApi, LmMessage, LmPart } from '../../shared/boundaries/lm-call';
import { plainText } from '../call/call-text';
import { meaningOf } from '../call/carried';
import { isRecord } from '../call/read-json';
import { answeredCalls } from '../call/tool-results';
import type { CanonicalMessage, CanonicalPart } from './canonical-form';

/** A conversation without what its provider made of it: ids, signatures, the model's thoughts. */
export function canonicalMessages(messages: readonly LmMessage[], wire: LmApi): CanonicalMessage[] {
  const said = messages.filter(({ parts }) => parts.length === 0 || parts.some(({ type }) => type !== 'thinking'));
  return answeredCalls(said).map(({ role, parts, carried }) => {
    const kept = parts.filter(({ type }) => type !== 'thinking');
    const meant = meaningOf(carried, 'messages', wire);
    return { role, content: contentOf(kept, wire), ...(meant !== undefined && { carried: meant }) };
  });
}

function contentOf(parts: readonly LmPart[], wire: LmApi): CanonicalMessage['content'] {
  const canonical = parts.map((part) => canonicalPart(part, wire));
  const isText = canonical.every(({ type, carried }) => type === 'text' && carried === undefined);
  return isText ? plainText(parts) : canonical;
}

function canonicalPart(part: LmPart, wire: LmApi): CanonicalPart {
  if (part.type === 'other') return { type: part.type, value: otherOf(part.value, wire) } as CanonicalPart;
  const meant = meaningOf(part.carried, 'parts', wire);
  return { ...knownOf(part), ...(meant !== undefined && { carried: meant }) };
}

/** What has no form here may have marks for a cache, too. */
function otherOf(value: unknown, wire: LmApi): unknown {
  return isRecord(value) ? (meaningOf(value, 'other', wire) ?? {}) : value;
}

/** Ids and signatures of tool calls are the provider's, not the prompt's. */
function knownOf(part: Exclude<LmPart, { type: 'other' }>): CanonicalPart {
  if (part.type === 'tool_call') return { type: part.type, name: part.name, arguments: part.arguments } as CanonicalPart;
  if (part.type === 'tool_result') return { type: part.type, content: part.content, ...callOf(part) } as CanonicalPart;
  const { carried, ...known } = part;
  return known;
}

/** Which call a result answers, where its place does not say it. */
function callOf(part: LmPart & { readonly answers?: number | string }): { call?: number | string } {
  const { answers } = part;
  return answers === undefined ? {} : { call: answers };
}
