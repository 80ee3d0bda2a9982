import type { LmMessage } from '../../shared/boundaries/lm-call';
import { plainText } from '../call/call-text';
import { recordsOf, textOr } from '../call/read-json';
import type { Fields } from './fields';
import { isPlainText } from './read-request';

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

/** Instructions that stand apart, as one text or in blocks: a line each is Anthropic's own way to make one text of several. Blocks that say more than a text are carried, too. */
export function systemTexts(fields: Fields): string[] {
  const system = fields.peek('system');
  if (isPlainText(system)) fields.take('system');
  return typeof system === 'string' ? [system] : recordsOf(system).map(({ text }) => textOr(text, ''));
}
