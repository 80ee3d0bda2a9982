import { isRegExp } from '../../shared/is-regexp';

const LONGEST = 200;

/** A value as one line of an error: patterns as they are written, text quoted, cut where it is long. */
export function shown(value: unknown): string {
  const text = written(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}

/** The same, whole. */
export function written(value: unknown): string {
  const words: string[] = [];
  const text = JSON.stringify(value, (_, inner) => {
    const word = patternWords(inner);
    if (word !== undefined) return `\0${words.push(word) - 1}\0`;
    return typeof inner === 'bigint' ? `${inner}n` : inner;
  });
  return text?.replaceAll(PATTERN, (_, at: string) => words[Number(at)] as string) ?? String(value);
}

/** A pattern's place in the JSON around it. */
const PATTERN = /"\\u0000(\d+)\\u0000"/g;

/** A RegExp, a function or a matcher of Jest's: JSON has no form for them. */
function patternWords(value: unknown): string | undefined {
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (isRegExp(value)) return String(value);
  if (!isMatcher(value)) return undefined;
  return value.toAsymmetricMatcher?.() ?? `${String(value)}(${written(value.sample)})`;
}

interface Matcher {
  readonly sample?: unknown;
  asymmetricMatch(other: unknown): boolean;
  toAsymmetricMatcher?(): string;
}

/** `expect.objectContaining(…)` and the like. */
export function isMatcher(value: unknown): value is Matcher {
  return typeof (value as Partial<Matcher> | null)?.asymmetricMatch === 'function';
}
