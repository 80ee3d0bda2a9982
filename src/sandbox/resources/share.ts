import type { SharedHandle, SharedStart } from '../../shared/boundaries/facade';
import { DspexError } from '../../shared/errors';
import type { GetContext } from '../facade/current-context';
import { remadeLater } from '../facade/own-realm';

/** What stands in a text for something of `dspex.resources`: its place among the handles. */
const HANDLE = '$dspex.handle';

/** The objects that `dspex.resources` gave in this file, each with what makes it again in another. */
export type Handles = WeakMap<object, SharedHandle>;
export type MakeAgain = (handle: SharedHandle) => object;

/** What `start` gave, as it is in the file that started it, made again in any other. */
export async function shareValue<T>(
  getContext: GetContext,
  { name, start, handles, makeAgain }: { name: string; start: () => T | Promise<T>; handles: Handles; makeAgain: MakeAgain },
): Promise<T> {
  if (typeof name !== 'string' || name === '' || typeof start !== 'function') throw invalid(name);
  const begin = async (): Promise<SharedStart> => {
    const value = await start();
    return { value, portable: pack(value, handles) };
  };
  const { value, portable } = await remadeLater(() => getContext().resources.share(name, begin));
  if (value !== undefined || portable === null) return value as T;
  return unpack(portable, makeAgain) as T;
}

/** Null: there is more in it than plain data. */
function pack(value: unknown, known: Handles): SharedStart['portable'] {
  const handles: SharedHandle[] = [];
  const copy = (item: unknown): unknown => {
    const handle = typeof item === 'object' && item !== null ? known.get(item) : undefined;
    if (handle !== undefined) return { [HANDLE]: handles.push(handle) - 1 };
    if (Array.isArray(item)) return item.map(copy);
    if (isPlain(item)) return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, copy(inner)]));
    if (item === null || item === undefined || ['string', 'boolean'].includes(typeof item) || Number.isFinite(item)) return item;
    throw new RangeError('not plain');
  };
  try {
    return { text: JSON.stringify({ value: copy(value) }), handles };
  } catch (error) {
    // A circle has no end.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function unpack({ text, handles }: NonNullable<SharedStart['portable']>, makeAgain: MakeAgain): unknown {
  const revived = JSON.parse(text, (_, item: unknown) => {
    const place = (item as Record<string, unknown> | null)?.[HANDLE];
    return typeof place === 'number' ? makeAgain(handles[place] as SharedHandle) : item;
  });
  return (revived as { value?: unknown }).value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function invalid(name: unknown): DspexError {
  return new DspexError({
    code: 'RESOURCE_INVALID',
    what: `share was given ${JSON.stringify(name) ?? String(name)}.`,
    why: 'it takes a name, under which all tests of the worker find the same, and a function that starts it',
    next: "dspex.resources.share('database', () => dspex.resources.spawn('postgres', ['-D', path]))",
  });
}
