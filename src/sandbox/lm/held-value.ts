import { isRegExp } from '../../shared/is-regexp';
import { shown } from './call-list';

/** What Jest's equality asks before it compares: undefined leaves it to the others. */
type Tester = (a: unknown, b: unknown) => boolean | undefined;
/** Jest's own equality, which knows its asymmetric matchers. */
export type Equals = (a: unknown, b: unknown, testers?: Tester[]) => boolean;

export function isAsymmetric(value: unknown): boolean {
  return typeof (value as { asymmetricMatch?: unknown } | null | undefined)?.asymmetricMatch === 'function';
}

/** As a rule holds a field: patterns look at text, functions say, wherever in a value they stand; everything else has to be equal. */
export function valueHolds(got: unknown, expected: unknown, equals: Equals): boolean {
  return byPattern(got, expected) ?? equals(got, expected, [byPattern]);
}

function byPattern(got: unknown, expected: unknown): boolean | undefined {
  if (isRegExp(expected)) return (typeof got === 'string' ? got : shown(got)).search(expected) >= 0;
  return typeof expected === 'function' ? expected(got) === true : undefined;
}

/** As a rule holds a prompt: text is looked for anywhere in it. */
export function textHolds(got: string, expected: unknown, equals: Equals): boolean {
  return typeof expected === 'string' ? got.includes(expected) : valueHolds(got, expected, equals);
}

/** Each part that is expected is there and holds; others may be there besides. */
export function partsHold(got: Readonly<Record<string, unknown>>, expected: unknown, equals: Equals): boolean {
  if (isAsymmetric(expected)) return equals(got, expected);
  return Object.entries(expected as Record<string, unknown>).every(([name, value]) => name in got && valueHolds(got[name], value, equals));
}
