import { equals, iterableEquality } from '@jest/expect-utils';
import { isRegExp } from '../../shared/is-regexp';

/** Whether a value of a call is what a rule expects there. Duck-typed throughout: what a test hands over comes from another realm, where `instanceof` says no. */
export function valueMatches(expected: unknown, got: unknown): boolean {
  return byPattern(expected, got) ?? equals(expected, got, [byPattern, iterableEquality]);
}

/** A RegExp or a function, wherever in a value it stands; undefined for anything else. */
function byPattern(expected: unknown, got: unknown): boolean | undefined {
  if (isRegExp(expected)) {
    const text = typeof got === 'string' ? got : jsonText(got);
    expected.lastIndex = 0;
    return text !== undefined && expected.test(text);
  }
  return typeof expected === 'function' ? saysYes(expected(got)) : undefined;
}

/** As `valueMatches`; text is looked for anywhere in it. */
export function textMatches(expected: unknown, got: string): boolean {
  return typeof expected === 'string' ? got.includes(expected) : valueMatches(expected, got);
}

/** What a function says of a match. A promise would never be true, and its rule would never match without a word. */
export function saysYes(answer: unknown): boolean {
  if (typeof (answer as { then?: unknown } | null)?.then === 'function')
    throw new TypeError('it returned a promise: it has to say at once');
  return answer === true;
}

/** JSON, with whole numbers of any size as their digits. */
function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))?.replace(BIG_ALONE, '$1');
}

/** One that is all of the value stands without quotes, as any number does. */
const BIG_ALONE = /^"(-?\d+)"$/;
