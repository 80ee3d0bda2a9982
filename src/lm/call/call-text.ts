import type { LmCall, LmPart } from '../../shared/boundaries/lm-call';
import { writeExactly } from '../../shared/values/exact-json';
import { documentText } from './document-text';

/** The text of all messages but the system text, in order, one paragraph each: what `whenPrompt` looks at. */
export function promptOf({ messages }: LmCall): string {
  const said = messages.filter(({ role }) => role !== 'system');
  return joined(
    said.map(({ parts }) => messageText(parts)),
    '\n\n',
  );
}

/** All instructions, wherever in the conversation they stand: what a rule for the system text looks at. */
export function instructionsOf({ system, messages }: Pick<LmCall, 'system' | 'messages'>): string {
  const later = messages.flatMap(({ role, parts }) => (role === 'system' ? [plainText(parts)] : []));
  return joined([system, ...later], '\n');
}

/** The text of one message: what is said in it, what its documents say in words, and what tools answered. */
export function messageText(parts: readonly LmPart[]): string {
  return joined(parts.map(saidIn), '\n');
}

/** What is said in the text parts alone, in one. */
export function plainText(parts: readonly LmPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** What a tool said, as one text. */
export function resultText(content: unknown): string {
  return typeof content === 'string' ? content : writeExactly(content);
}

function saidIn(part: LmPart): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'other') return documentText(part.value);
  return part.type === 'tool_result' ? resultText(part.content) : '';
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter((text) => text !== '').join(separator);
}
