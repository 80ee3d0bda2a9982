import { isRecord } from './read-json';

/** How one JSON document becomes another: values by their JSON pointers (RFC 6901), and pointers to what is left out. */
export interface Difference {
  readonly set: Readonly<Record<string, unknown>>;
  readonly without: readonly string[];
}

/** What makes `to` of `from`. Lists of different lengths are set whole. */
export function differenceOf(from: unknown, to: unknown): Difference {
  const difference = { set: {}, without: [] };
  compare(from, to, '', difference);
  return difference;
}

function compare(before: unknown, after: unknown, at: string, found: { set: Record<string, unknown>; without: string[] }): void {
  if (isRecord(before) && isRecord(after)) {
    found.without.push(...Object.keys(before).flatMap((name) => (name in after ? [] : [under(at, name)])));
    for (const [name, value] of Object.entries(after)) compare(before[name], value, under(at, name), found);
  } else if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    for (const [index, value] of after.entries()) compare(before[index], value, under(at, String(index)), found);
  } else if (!Object.is(before, after)) found.set[at] = after;
}

/** The document that a difference makes of another. What it has no place for is left alone: people edit recordings. */
export function withDifference<T extends object>(document: T, { set, without }: Difference): T {
  const changed = structuredClone(document) as T;
  for (const pointer of without) at(changed, pointer, (holder, name) => Reflect.deleteProperty(holder, name));
  for (const [pointer, value] of Object.entries(set))
    at(changed, pointer, (holder, name) => Object.defineProperty(holder, name, plain(structuredClone(value))));
  return changed;
}

function under(pointer: string, name: string): string {
  return `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function at(document: object, pointer: string, change: (holder: object, name: string) => void): void {
  const names = pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = names.pop();
  let holder: unknown = document;
  for (const name of names) holder = ownValue(holder, name);
  if (last !== undefined && typeof holder === 'object' && holder !== null) change(holder, last);
}

/** Of the document alone: no name in a recording reaches what every object inherits. */
function ownValue(holder: unknown, name: string): unknown {
  return typeof holder === 'object' && holder !== null && Object.hasOwn(holder, name)
    ? (holder as Record<string, unknown>)[name]
    : undefined;
}

function plain(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}
