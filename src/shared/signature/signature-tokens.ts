import { type Span, signatureError } from './signature-error';

export interface Token extends Span {
  readonly kind: 'name' | 'string' | 'number' | 'mark' | 'end';
  /** The name, the mark, or the value of the literal. */
  readonly value: string | number;
}

const PATTERNS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['name', /[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*/uy],
  ['number', /-?\d+(\.\d+)?(e[+-]?\d+)?/iy],
  ['string', /'(\\.|[^'\\])*'|"(\\.|[^"\\])*"/sy],
  ['mark', /->|[[\],:|]/y],
];
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };

/** Cuts a signature or a type into tokens that remember where they stood. */
export function tokenize(text: string, where?: string): Token[] {
  const tokens: Token[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const token = tokenAt(text, at) ?? refuse(text, at, where);
    tokens.push(token);
    at = skipSpace(text, at + token.length);
  }
  return [...tokens, { kind: 'end', value: '', at: text.trimEnd().length, length: 1 }];
}

function tokenAt(text: string, at: number): Token | null {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) return { kind, value: tokenValue(kind, found), at, length: found.length };
  }
  return null;
}

function tokenValue(kind: Token['kind'], found: string): string | number {
  if (kind === 'number') return Number(found);
  if (kind !== 'string') return found;
  return found.slice(1, -1).replace(/\\(u[\da-fA-F]{4}|x[\da-fA-F]{2}|.)/gs, (_, escaped: string) => {
    if (escaped.length > 1) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return ESCAPES[escaped] ?? escaped;
  });
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at++;
  return at;
}

function refuse(text: string, at: number, where?: string): never {
  const found = text[at] as string;
  if (found === "'" || found === '"') {
    const problem = {
      what: 'has a string that is not closed',
      why: `it opens with ${found} and never closes`,
      next: `add ${found} at its end`,
    };
    throw signatureError(text, { at, length: text.trimEnd().length - at }, problem, where);
  }
  const problem = {
    what: `has a character that does not belong in it, ${JSON.stringify(found)}`,
    why: 'names, types, brackets, commas, one "->" and quoted literals are all it is made of; defaults and comments are not',
    next: `${found === '-' ? 'write "->" for it' : `remove ${JSON.stringify(found)}`}; it reads like "question: str, tags: list[str] -> answer: str"`,
  };
  throw signatureError(text, { at, length: 1 }, problem, where);
}
