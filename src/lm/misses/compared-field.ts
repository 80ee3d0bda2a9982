import type { ComparedField } from '../../shared/compared';
import { written } from '../call/shown';
import { SaidInWords } from '../rules/said-in-words';

/** As much of a text as a person would read. */
const MOST_CHARS = 4_000;
/** What stands before the first difference of two long texts. */
const BEFORE = 400;

/** One field of a call beside what was expected of it. Undefined: there is none. */
export function comparedField(name: string, expected: unknown, got: unknown, agrees: boolean): ComparedField {
  const asText = bothText(expected, got);
  const texts = [expected, got].map((value) => (value === undefined ? null : asText ? String(value) : inWords(value)));
  const [one = null, other = null] = agrees ? texts.map((text) => text && fromOn(text, 0)) : aroundDifference(texts);
  return { name, expected: one, got: other, agrees };
}

/** Texts stand as they are where both are; else a 9 must not look like a '9'. */
function bothText(expected: unknown, got: unknown): boolean {
  return [expected, got].every((value) => typeof value === 'string' || value === undefined);
}

function inWords(value: unknown): string {
  return value instanceof SaidInWords ? value.words : written(value);
}

function aroundDifference(texts: readonly (string | null)[]): (string | null)[] {
  const from = Math.max(0, firstDifference(texts[0] ?? '', texts[1] ?? '') - BEFORE);
  return texts.map((text) => text && fromOn(text, texts.some((one) => (one ?? '').length > MOST_CHARS) ? from : 0));
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function fromOn(text: string, from: number): string {
  const left = text.length - from - MOST_CHARS;
  const kept = text.slice(from, from + MOST_CHARS);
  return `${from > 0 ? `[${from} characters] …` : ''}${kept}${left > 0 ? `… [${left} more characters]` : ''}`;
}
