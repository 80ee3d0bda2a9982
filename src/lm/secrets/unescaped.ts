import { escapeAt } from './escapes';
import type { Range } from './ranges';

/** What escapes begin with. */
const MARKS = '\\%&';

/** A text without one layer of escapes; it knows where each of its signs came from. */
export class Unescaped {
  constructor(
    readonly text: string,
    private readonly at: Uint32Array,
  ) {}

  /** The piece of the text with escapes that a piece of this one was made of. */
  origin({ from, to }: Range): Range {
    return { from: this.at[from] as number, to: this.at[to] as number };
  }
}

/** Null: there are none. `marks`: what those that are taken out begin with. */
export function unescaped(text: string, marks = MARKS): Unescaped | null {
  if (![...marks].some((mark) => text.includes(mark))) return null;
  const [backslash, percent, ampersand] = [...MARKS].map((mark) => (marks.includes(mark) ? mark.charCodeAt(0) : -1));
  const signs = new Uint16Array(text.length);
  const at = new Uint32Array(text.length + 1);
  let length = 0;
  let from = 0;
  while (from < text.length) {
    const sign = text.charCodeAt(from);
    const mayEscape = sign === backslash || sign === percent || sign === ampersand;
    const found = mayEscape ? escapeAt(text, from) : null;
    at[length] = from;
    if (found !== null && found.codePoint > 0xffff) {
      signs[length++] = ((found.codePoint - 0x10000) >> 10) + 0xd800;
      at[length] = from;
      signs[length++] = ((found.codePoint - 0x10000) & 0x3ff) + 0xdc00;
    } else signs[length++] = found?.codePoint ?? sign;
    from += found?.length ?? 1;
  }
  if (length === text.length) return null;
  at[length] = text.length;
  return new Unescaped(Buffer.from(signs.buffer, 0, length * 2).toString('utf16le'), at.subarray(0, length + 1));
}
