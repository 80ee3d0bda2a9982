import { isRegExp } from '../../shared/is-regexp';

const LONGEST = 200;

/** A value as one line of an error: patterns as they are written, text quoted, cut where it is long. */
export function shown(value: unknown): string {
  const text = written(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${text.length} characters)`;
}

/** The same, whole. */
export function written(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : `the function ${value.name}`;
  if (isRegExp(value)) return String(value);
  if (typeof (value as { toAsymmetricMatcher?: unknown } | null)?.toAsymmetricMatcher === 'function')
    return (value as { toAsymmetricMatcher(): string }).toAsymmetricMatcher();
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value);
}
