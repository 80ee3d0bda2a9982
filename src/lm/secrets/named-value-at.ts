import type { NamedValue } from './named-value';
import type { Range } from './ranges';
import { ENDS_BARE, ENDS_SETTING, endOf, endsLine } from './value-ends';

/** A name in a text, and where what follows it begins. */
export interface NamedText {
  readonly text: string;
  readonly nameAt: number;
  readonly start: number;
}

export type FoundValue = NamedValue & Range;

const PREFIX = /[bBrRuUfF]{1,2}(?=["'])/y;
/** How a header says what its credentials are. */
const SCHEME = /(?:Bearer|Basic|Token|Digest|ApiKey|Api-Key|Key|SSWS|Negotiate|Bot)[^\S\n]{1,8}(?=[^\s"'])/iy;
const LONGEST_QUOTED = 2000;
/** As much of a value as is judged. */
const JUDGED = 300;
/** What may stand before a name that begins its line. */
const LINE_START =
  /(?:^|\n)[^\S\n]*(?:-[^\S\n]+)?(?:(?:export|set|ENV|ARG|setx)[^\S\n]+|\$env:)?["']?(?:(?!self\.|this\.)[a-z][\w-]{0,30}\.){0,5}$/;
const LONGEST_LINE_START = 60;
/** Between the parts of a form or of a connection string. */
const LISTS = ';&?';

/** The value that follows a name; null: there is none. */
export function valueAt(named: NamedText): FoundValue | null {
  const { text } = named;
  const start = behind(SCHEME, text, behind(PREFIX, text, named.start));
  const quote = text[start];
  return quote === '"' || quote === "'" || quote === '`' ? quotedAt(text, start, quote) : bareAt(named, start);
}

/** The one that follows an option of a command. */
export function optionAt(named: NamedText): FoundValue | null {
  const value = valueAt(named);
  // A word may be prose that goes on.
  return value && { ...value, isAssigned: true, isLine: !isWord(value.text) };
}

/** The text of an element. */
export function elementAt({ text, start }: NamedText): FoundValue | null {
  return quotedAt(text, start - 1, '<');
}

function quotedAt(text: string, start: number, quote: string): FoundValue | null {
  const from = behind(SCHEME, text, start + 1);
  const to = closing(text, from, quote);
  if (to <= from) return null;
  return { text: text.slice(from, to), isQuoted: true, isLine: false, isAssigned: false, isCalled: false, from, to };
}

/** Where the quoted text ends; -1: it does not, or not in its line. */
function closing(text: string, from: number, quote: string): number {
  const most = Math.min(text.length, from + LONGEST_QUOTED);
  for (let at = from; at < most; at++) {
    if (text[at] === quote && text[at - 1] !== '\\') return at;
    if (text[at] === '\n') return -1;
  }
  return -1;
}

function bareAt({ text, nameAt, start }: NamedText, from: number): FoundValue | null {
  // With blanks around it, `=` is code's as well.
  const isTight = text[start - 1] === '=' && text[start - 2] !== ' ';
  const lineEnd = isTight || text.slice(Math.max(0, start - 4), start).includes(':') ? endOf(text, from, ENDS_SETTING) : from;
  const isLine = endsLine(text, from, lineEnd) && LINE_START.test(text.slice(Math.max(0, nameAt - LONGEST_LINE_START), nameAt));
  const to = isLine ? lineEnd : endOf(text, from, ENDS_BARE);
  if (to === from) return null;
  const [before = '', next = ''] = [text[nameAt - 1], text[to]];
  const value = text.slice(from, Math.min(to, from + JUDGED));
  const isPart = isTight && LISTS.includes(before) && LISTS.includes(next);
  const isOption = isTight && text.startsWith('--', nameAt) && !isWord(value);
  return {
    text: value,
    isQuoted: false,
    isLine: isLine || isPart || isOption,
    isAssigned: isTight && before !== '.' && !',)]}({['.includes(next || ' '),
    isCalled: next === '(' || next === '[',
    from,
    to,
  };
}

function isWord(text: string): boolean {
  return /^[A-Z]?[a-z]+$/.test(text);
}

/** Where the text that the pattern matches ends. */
function behind(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}
