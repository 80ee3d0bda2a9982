import { recordOf, textOr } from '../../call/read-json';

type Json = Record<string, unknown>;

/** An item as it is listed: with an id, and what a message says in parts. */
export function keptItem(item: Json, newId: () => string): Json {
  const id = textOr(item.id, newId());
  if (item.type !== undefined && item.type !== 'message') return { status: 'completed', ...item, id };
  const type = item.role === 'assistant' ? 'output_text' : 'input_text';
  const content = typeof item.content === 'string' ? [{ type, text: item.content }] : item.content;
  return { status: 'completed', ...recordOf(item), type: 'message', id, content };
}
