/** One escape of a text: how many signs it takes, and the one that it stands for. */
export interface Escape {
  readonly length: number;
  readonly codePoint: number;
}

const SIGNS = new Map([...'n\nr\rt\tb\bf\fv\v""\'\'``\\\\//'.matchAll(/(.)(.)/gs)].map(([, name, sign]) => [code(name), code(sign)]));
const ENTITIES = new Map([
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
]);
const LONGEST_ENTITY = 10;

/** The escape of JSON, JavaScript, Python, a URL or HTML that stands there; null: none. */
export function escapeAt(text: string, from: number): Escape | null {
  const first = text[from];
  if (first === '%') return bytesAt(text, from, '%');
  if (first === '&') return entityAt(text, from);
  return first === '\\' ? backslashAt(text, from) : null;
}

function backslashAt(text: string, from: number): Escape | null {
  const kind = text[from + 1];
  if (kind === 'u' && text[from + 2] === '{') return bracedAt(text, from);
  if (kind === 'u') return digitsAt(text, from, 4);
  if (kind === 'U') return digitsAt(text, from, 8);
  if (kind === 'x') return bytesAt(text, from, '\\x');
  const codePoint = SIGNS.get(text.charCodeAt(from + 1));
  return codePoint === undefined ? null : { length: 2, codePoint };
}

function digitsAt(text: string, from: number, count: number): Escape | null {
  const codePoint = hex(text, from + 2, count);
  return isCodePoint(codePoint) ? { length: count + 2, codePoint } : null;
}

function bracedAt(text: string, from: number): Escape | null {
  const end = text.slice(from, from + LONGEST_ENTITY + 2).indexOf('}');
  const codePoint = end < 4 ? -1 : hex(text, from + 3, end - 3);
  return isCodePoint(codePoint) ? { length: end + 1, codePoint } : null;
}

function entityAt(text: string, from: number): Escape | null {
  const end = text.slice(from, from + LONGEST_ENTITY).indexOf(';');
  if (end < 2) return null;
  const name = text.slice(from + 1, from + end).toLowerCase();
  const [, digits, hexDigits] = /^#(?:(\d+)|x([0-9a-f]+))$/.exec(name) ?? [];
  const number = hexDigits === undefined ? Number(digits ?? -1) : Number.parseInt(hexDigits, 16);
  const codePoint = ENTITIES.get(name)?.charCodeAt(0) ?? number;
  return isCodePoint(codePoint) ? { length: end + 1, codePoint } : null;
}

/** Bytes of UTF-8, as many as make one sign; a byte that begins none stands for itself, as in Python's own text. */
function bytesAt(text: string, from: number, mark: '%' | '\\x'): Escape | null {
  const step = mark.length + 2;
  const first = hex(text, from + mark.length, 2);
  if (first < 0) return null;
  const more = bytesAfter(first);
  let codePoint = more === 0 ? first : first & (0x3f >> more);
  for (let index = 1; index <= more; index++) {
    const start = from + index * step;
    const next = text.startsWith(mark, start) ? hex(text, start + mark.length, 2) : -1;
    if ((next & 0xc0) !== 0x80) return { length: step, codePoint: first };
    codePoint = (codePoint << 6) | (next & 0x3f);
  }
  return isCodePoint(codePoint) ? { length: step * (more + 1), codePoint } : { length: step, codePoint: first };
}

function bytesAfter(first: number): number {
  if (first >= 0xf0) return 3;
  if (first >= 0xe0) return 2;
  return first >= 0xc0 ? 1 : 0;
}

/** -1 where there are not so many digits. */
function hex(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const digit = digitOf(text.charCodeAt(at));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function digitOf(charCode: number): number {
  if (charCode >= 48 && charCode <= 57) return charCode - 48;
  const letter = charCode | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

function isCodePoint(value: number): boolean {
  return value >= 0 && value <= 0x10ffff;
}

function code(sign: string | undefined): number {
  return sign?.charCodeAt(0) ?? Number.NaN;
}
