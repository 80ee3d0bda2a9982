import { DECODE, keyOf } from '../contract/requests/keys';
import { RICH } from '../contract/requests/rich-bodies';

type Json = Record<string, unknown>;
type Place = readonly (string | number)[];

/** What no API takes in some place or other. A text of OpenAI's may be true, too, and is not held here against itself. */
const ODD = ['odd', 7, { odd: 1 }, ['odd'], [{ odd: 1 }]];
/** Ids mean nothing for a reply; of a part or a tool that says what it is, its type does not, nor the names of a schema and of an answered tool. */
const WITHOUT_MEANING = /(^|\.)(\w*id|type)$|json_schema\.name$|text\.format\.name$|functionResponse\.name$/;

// Fails when a setting that is not as the API says has no part in the key, or is one with a request that lacks it: it was dropped on the way.
test.each(Object.keys(RICH) as (keyof typeof DECODE)[])('over %s, what stands where it should not never vanishes', (wire) => {
  const rich = RICH[wire] as Json;
  const key = (body: Json): string => keyOf(DECODE[wire](body));
  const places = placesIn(rich).filter((place) => !WITHOUT_MEANING.test(place.join('.')));
  const vanished = places.flatMap((place) => {
    const same = [key(rich), key(changed(rich, place, undefined))];
    return ODD.filter((odd) => same.includes(key(changed(rich, place, odd)))).map((odd) => `${place.join('.')}: ${JSON.stringify(odd)}`);
  });
  expect(vanished).toEqual([]);
  expect(places.length).toBeGreaterThan(15);
});

function placesIn(value: unknown, at: Place = []): Place[] {
  const here = at.length === 0 ? [] : [at];
  if (typeof value !== 'object' || value === null) return here;
  return [
    ...here,
    ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...at, Array.isArray(value) ? Number(name) : name])),
  ];
}

function changed(body: Json, place: Place, value: unknown): Json {
  const copy = structuredClone(body);
  const holder = place.slice(0, -1).reduce<Json>((inner, step) => inner[step] as Json, copy);
  const last = place.at(-1) as string;
  if (value !== undefined) holder[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder, last);
  return copy;
}
