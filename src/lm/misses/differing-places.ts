import { isMatcher } from '../call/shown';
import { valueMatches } from '../rules/value-matches';

/** A value inside of another, by its path. */
export interface Place {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** With more of them a reader sees more in the values as a whole. */
const MOST_PLACES = 3;

/** Where two values differ: the innermost places that do. The whole of them where they are no objects or lists of one kind. */
export function differingPlaces(whole: Place): readonly Place[] {
  const places = placesIn(whole);
  return places.length <= MOST_PLACES ? places : [whole];
}

function placesIn(place: Place): Place[] {
  const { name, expected, got } = place;
  if (!haveTheSameShape(expected, got)) return [place];
  const [one, other] = [expected as Holder, got as Holder];
  const differing = [...new Set([...Object.keys(one), ...Object.keys(other)])]
    .map((key) => ({ name: Array.isArray(one) ? `${name}[${key}]` : `${name}.${key}`, expected: one[key], got: other[key] }))
    .filter((inner) => !agrees(inner));
  // Of a list of words a reader wants to see the words.
  const isTold = differing.length > 0 && (!Array.isArray(one) || differing.every((inner) => haveTheSameShape(inner.expected, inner.got)));
  return isTold ? differing.flatMap(placesIn) : [place];
}

type Holder = Record<string, unknown>;

/** Two plain objects, or two lists of one length; no patterns, nor matchers of Jest's. Also of another realm. */
function haveTheSameShape(expected: unknown, got: unknown): boolean {
  if (Array.isArray(expected)) return Array.isArray(got) && expected.length === got.length;
  return [expected, got].every((value) => Object.prototype.toString.call(value) === '[object Object]' && !isMatcher(value));
}

/** A function of a rule that throws is told where the rule is asked. */
function agrees({ expected, got }: Place): boolean {
  try {
    return valueMatches(expected, got);
  } catch {
    return false;
  }
}
