import type { LmMessage } from '../../shared/boundaries/lm-call';
import { plainText } from '../call/call-text';

/** Instructions before the conversation are its system text; those that come later, or that say more than a text, stay in their place. */
export function withSystem(messages: readonly LmMessage[], before: readonly string[] = []): { system: string; messages: LmMessage[] } {
  const first = messages.findIndex((message) => !isPlainSystem(message));
  const leading = first === -1 ? messages.length : first;
  const said = messages.slice(0, leading).map(({ parts }) => plainText(parts));
  return { system: [...before, ...said].join('\n'), messages: messages.slice(leading) };
}

function isPlainSystem({ role, parts, carried }: LmMessage): boolean {
  return role === 'system' && carried === undefined && parts.every((part) => part.type === 'text' && part.carried === undefined);
}
