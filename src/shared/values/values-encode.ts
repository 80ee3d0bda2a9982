import { DspexError, type ErrorCode } from '../errors';
import { dspyTypeOf } from './dspy-value';

/** JSON as it goes over the wire; what JSON has no word for is `{ $type, value }`. */
export type WireValue = null | boolean | number | string | readonly WireValue[] | { readonly [key: string]: WireValue };

interface Walk {
  readonly path: string;
  /** The objects this value lies in: meeting one of them again is a cycle. */
  readonly around: readonly object[];
  readonly code: ErrorCode;
}

/**
 * Makes a value safe for JSON without losing anything: BigInt, Buffer, NaN and Map travel under a tag and come out as what they were.
 *
 * A Date goes as ISO text and a Set as an array; `toJSON` is honoured. A number beyond 2^53 is a float to JavaScript and so to Python:
 * write a big integer as BigInt. Refuses functions, symbols, undefined and cycles, naming the path.
 *
 * @example
 * encodeValues({ id: 2n ** 64n }, 'inputs'); // { id: { $type: 'bigint', value: '18446744073709551616' } }
 */
export function encodeValues(value: unknown, path: string, code: ErrorCode = 'INPUT_NOT_JSON'): WireValue {
  return encode(value, { path, around: [], code });
}

function encode(value: unknown, walk: Walk): WireValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return encodeNumber(value);
    case 'bigint':
      return { $type: 'bigint', value: String(value) };
    case 'object':
      return value === null ? null : encodeObject(value, walk);
    default:
      throw notJson(value, walk);
  }
}

function encodeNumber(value: number): WireValue {
  if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) return { $type: 'float', value: String(value) };
  return value;
}

function encodeObject(value: object, walk: Walk): WireValue {
  if (walk.around.includes(value)) throw notJson(value, walk, 'it contains itself');
  const inside = { ...walk, around: [...walk.around, value] };
  if (Array.isArray(value)) return encodeList(value, inside);
  const type = dspyTypeOf(value);
  if (type !== undefined) return { $type: type, value: encodeFields((value as { fields: object }).fields, inside) };
  const special = encodeByKind(value, inside);
  return special === undefined ? encodeFields(value, inside) : special;
}

/** By tag, not by `instanceof`: the value may be of another realm. */
function encodeByKind(value: object, walk: Walk): WireValue | undefined {
  const { toJSON } = value as { toJSON?: unknown };
  const kind = Object.prototype.toString.call(value);
  if (ArrayBuffer.isView(value) && kind !== '[object Uint8Array]' && kind !== '[object DataView]')
    return encodeList(value as unknown as unknown[], walk);
  switch (kind) {
    case '[object Uint8Array]':
      return { $type: 'bytes', value: base64(value as Uint8Array) };
    case '[object Date]':
      if (Number.isNaN((value as Date).getTime())) throw notJson(value, walk, 'it is an invalid Date');
      return (value as Date).toISOString();
    case '[object Map]':
      return encodeMap([...(value as Map<unknown, unknown>)], walk);
    case '[object Set]':
      return encodeList([...(value as Set<unknown>)], walk);
    case '[object ArrayBuffer]':
      return { $type: 'bytes', value: base64(new Uint8Array(value as ArrayBuffer)) };
    case '[object Promise]':
      throw notJson(value, walk, 'it is a Promise: is an await missing?');
    case '[object RegExp]':
    case '[object Error]':
    case '[object DataView]':
    case '[object WeakMap]':
    case '[object WeakSet]':
      throw notJson(value, walk);
    case '[object String]':
    case '[object Number]':
    case '[object Boolean]':
    case '[object BigInt]':
      return encode(value.valueOf(), walk);
    default:
      if (typeof toJSON === 'function') return encode(toJSON.call(value, ''), walk);
      if (isOpaque(value)) throw notJson(value, walk, 'it has no fields that could be sent');
      return undefined;
  }
}

/** An object of a class that shows nothing of what is in it: a Blob, Headers, a Response. As an object without fields it would be lost. */
function isOpaque(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return !isPlain && Object.keys(value).length === 0;
}

function encodeList(list: readonly unknown[], walk: Walk): WireValue[] {
  return Array.from(list, (item, index) => encode(item, { ...walk, path: `${walk.path}[${index}]` }));
}

function encodeMap(entries: readonly (readonly [unknown, unknown])[], walk: Walk): WireValue {
  const value = entries.map(([key, item]) => [
    encode(key, { ...walk, path: `${walk.path}.key` }),
    encode(item, { ...walk, path: `${walk.path}[${String(key)}]` }),
  ]);
  return { $type: 'map', value };
}

function encodeFields(value: object, walk: Walk): WireValue {
  const entries = Object.entries(value);
  // An object that has a $type of its own would be taken for a tag.
  if (Object.hasOwn(value, '$type')) return encodeMap(entries, walk);
  return Object.fromEntries(entries.map(([key, item]) => [key, encode(item, { ...walk, path: `${walk.path}.${key}` })]));
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString('base64');
}

function notJson(value: unknown, { path, code }: Walk, because?: string): DspexError {
  const kind = typeof value === 'object' && value !== null ? className(value) : typeof value;
  return new DspexError({
    code,
    what: `${path} cannot go to Python: it is ${kind === 'undefined' ? 'undefined' : `a ${kind}`}.`,
    why: because ?? 'text, numbers, booleans, null, BigInt, Buffer, Date, Map, Set, arrays and plain objects of these can',
    next: kind === 'undefined' ? `leave ${path} out, or write null` : `give ${path} as one of those`,
  });
}

/** Of what no class made, such as a generator, the name that JavaScript prints. */
function className(value: object): string {
  return value.constructor?.name || Object.prototype.toString.call(value).slice('[object '.length, -1);
}
