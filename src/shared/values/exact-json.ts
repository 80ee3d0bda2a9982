/**
 * JSON whose integers stay what they are. JavaScript reads those beyond 2^53 as other numbers; here they are `{ $type: 'bigint', value }`, as
 * such integers travel everywhere in this package, until they are written again.
 */

/** Of JSON that is valid: a text, which is left alone, or a number. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG = /\d{16}/;
const WRITTEN = /\{"\$type":"bigint","value":"(-?\d+)"\}/g;

/** Throws a SyntaxError for what is no JSON. */
export function readExactly(text: string): unknown {
  const read: unknown = JSON.parse(text);
  const marked = readableExactly(text);
  return marked === text ? read : JSON.parse(marked);
}

/** JSON for others to read as they do; the same text where it has no such integer. */
export function readableExactly(text: string): string {
  if (!LONG.test(text)) return text;
  return text.replace(TEXT_OR_NUMBER, (found) => (losesDigits(found) ? JSON.stringify(bigInteger(found)) : found));
}

/** As JSON, with the digits that were read. */
export function writeExactly(value: unknown): string {
  const text: string | undefined = withTags(value);
  return text === undefined ? text : digitsIn(text);
}

/** What a test wrote, as it would have been read. */
export function asRead<T>(value: T): T {
  return JSON.parse(withTags(value)) as T;
}

/** What was read, with these integers as BigInt; whatever else is in it stays as it is. */
export function withBigInts<T>(value: T): T {
  return revived(value) as T;
}

/** JSON that others have written of what was read here. */
export function digitsIn(text: string): string {
  return text.replace(WRITTEN, '$1');
}

/** The first integer of this kind in what was read; undefined where there is none. */
export function bigIntegerIn(value: unknown): string | undefined {
  const [found] = (JSON.stringify(value) ?? '').matchAll(WRITTEN);
  return found?.[1];
}

function revived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revived);
  if (typeof value !== 'object' || value === null) return value;
  const { $type: tag, value: digits } = value as { $type?: unknown; value?: unknown };
  if (tag === 'bigint' && typeof digits === 'string' && /^-?\d+$/.test(digits)) return BigInt(digits);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, revived(inner)]));
}

/** Asked for each value, a function takes several times as long as all the rest: first without. */
function withTags(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? bigInteger(String(inner)) : inner));
  }
}

function losesDigits(found: string): boolean {
  return /^-?\d{16,}$/.test(found) && BigInt(found) !== BigInt(Number(found));
}

function bigInteger(value: string): object {
  return { $type: 'bigint', value };
}
