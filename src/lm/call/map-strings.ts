/** The same value with every text in it changed; the names of its fields too, unless `changeName` says otherwise. */
export function mapStrings(value: unknown, change: (text: string) => string, changeName = change): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change, changeName));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [changeName(name), mapStrings(inner, change, changeName)]));
}
