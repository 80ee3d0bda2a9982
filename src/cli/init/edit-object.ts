import type { ObjectText } from './object-text';
import type { Node } from './parse-source';

/** A part of a text, and what stands in its place from now on. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly with: string;
}

/** A text with all edits made, each once, none of which lie in one another: two objects may share a value. */
export function edited(text: string, edits: readonly Edit[]): string {
  const each = new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values();
  const fromBehind = [...each].sort((a, b) => b.from - a.from);
  return fromBehind.reduce((whole, { from, to, with: instead }) => whole.slice(0, from) + instead + whole.slice(to), text);
}

export function replaceValue(value: Node, instead: string): Edit {
  return { from: value.start, to: value.end, with: instead };
}

/** New properties, put where the object begins, as its others are laid out. Values are source texts. */
export function addProperties({ text, node, isJson }: ObjectText, entries: readonly (readonly [key: string, value: string])[]): Edit[] {
  if (entries.length === 0) return [];
  const at = node.start + 1;
  const first = node.properties?.[0];
  const added = entries.map(([key, value]) => `${isJson ? JSON.stringify(key) : key}: ${value}`);
  if (first === undefined) return [{ from: at, to: node.end - 1, with: emptyFilled(text, node, added, isJson) }];
  const gap = text.slice(at, first.start);
  // A comment may stand before the first property: only the way to it is copied.
  const lead = /^\s*/.exec(gap)?.[0] ?? '';
  return [{ from: at, to: at, with: added.map((line) => `${lead || ' '}${line},`).join('') + (lead === '' ? ' ' : '') }];
}

/** A new last element of a list. */
export function addElement(list: Node, element: string): Edit {
  const last = list.elements?.at(-1);
  if (last === undefined || last === null) return { from: list.start, to: list.end, with: `[${element}]` };
  return { from: last.end, to: last.end, with: `, ${element}` };
}

function emptyFilled(text: string, node: Node, added: readonly string[], isJson: boolean): string {
  const lineStart = text.lastIndexOf('\n', node.start) + 1;
  const indent = /^\s*/.exec(text.slice(lineStart))?.[0] ?? '';
  const end = isJson ? '' : ',';
  return `\n${added.map((line) => `${indent}  ${line}`).join(',\n')}${end}\n${indent}`;
}
