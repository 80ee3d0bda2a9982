/**
 * Plain data made again of this realm's own objects. What the worker hands to a function of the test's is of the worker's realm, where
 * `toStrictEqual` and `instanceof` say no.
 */
export function localCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return copyList(value);
  switch (Object.prototype.toString.call(value)) {
    case '[object Object]':
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, localCopy(item)]));
    case '[object Map]':
      return new Map(copyList([...(value as Map<unknown, unknown>)]) as [unknown, unknown][]);
    default:
      return value;
  }
}

/** A function of the test's as the worker may call it: under its own name, with arguments of the test's realm. */
export function takingLocal<F extends (given: never) => unknown>(fn: F): (given: unknown) => ReturnType<F> {
  const called = (given: unknown): ReturnType<F> => fn(localCopy(given) as never) as ReturnType<F>;
  return Object.defineProperty(called, 'name', { value: fn.name });
}

function copyList(list: Iterable<unknown>): unknown[] {
  // Not list.map: on another realm's array it makes another realm's array.
  return Array.from(list, localCopy);
}
