/** What JSON is at each place, by its path: `text.items[].price` is a number. */
export type JsonShape = ReadonlyMap<string, string>;

/** The shape of a value. Of an array's items each place has all that any item has there. */
export function jsonShape(value: unknown, at: string): JsonShape {
  const found = new Map<string, Set<string>>();
  collect(value, at, found);
  return new Map([...found].map(([path, words]) => [path, [...words].sort().join(' or ')]));
}

/** Where two shapes differ, topmost places only: what lies below one that is not there is not there, either. */
export function shapeDifferences(before: JsonShape, after: JsonShape): string[] {
  const differing = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
  const told: string[] = [];
  for (const path of differing.sort()) {
    if (told.some((above) => isBelow(path, above)) || isUnknown(path, before, after)) continue;
    told.push(path);
  }
  return told.map((path) => `${path}: ${before.get(path) ?? 'absent'} → ${after.get(path) ?? 'absent'}`);
}

function collect(value: unknown, at: string, found: Map<string, Set<string>>): void {
  const words = found.get(at) ?? new Set<string>();
  found.set(at, words.add(wordFor(value)));
  if (Array.isArray(value)) for (const item of value) collect(item, `${at}[]`, found);
  else if (typeof value === 'object' && value !== null)
    for (const [key, child] of Object.entries(value)) collect(child, `${at}.${key}`, found);
}

function wordFor(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[`);
}

/** An empty array says nothing of its items. */
function isUnknown(path: string, before: JsonShape, after: JsonShape): boolean {
  const items = /^(.*?\[\])/.exec(path)?.[1];
  return (
    items !== undefined && (!before.has(items) || !after.has(items)) && before.get(items.slice(0, -2)) === after.get(items.slice(0, -2))
  );
}
