import { DspexError } from '../errors';
import { DSPY_TYPES } from './dspy-value';

/**
 * The value a wire value stands for, made of this realm's own objects: BigInt, Buffer, NaN and Map come back as what they were.
 *
 * @example
 * decodeValues({ $type: 'bigint', value: '18446744073709551616' }); // 18446744073709551616n
 */
export function decodeValues(wire: unknown): unknown {
  if (typeof wire !== 'object' || wire === null) return wire;
  if (Array.isArray(wire)) return decodeList(wire);
  // Made on this side already; only plain data is made again.
  if (ArrayBuffer.isView(wire) || Object.prototype.toString.call(wire) !== '[object Object]') return wire;
  if (Object.hasOwn(wire, '$type')) return revive(wire as { $type: unknown; value: unknown });
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, decodeValues(value)]));
}

function decodeList(wire: readonly unknown[]): unknown[] {
  // Not wire.map: on another realm's array it makes another realm's array.
  const list: unknown[] = [];
  for (const item of wire) list.push(decodeValues(item));
  return list;
}

function revive({ $type, value }: { $type: unknown; value: unknown }): unknown {
  // In Node it is what its fields say.
  if ((DSPY_TYPES as readonly unknown[]).includes($type)) return decodeValues(value);
  switch ($type) {
    case 'bigint':
      return BigInt(value as string);
    case 'bytes':
      return Buffer.from(value as string, 'base64');
    case 'float':
      return Number(value);
    case 'map':
      return reviveMap(value as [unknown, unknown][]);
    default:
      throw new DspexError({
        code: 'PROTOCOL_ERROR',
        what: `A value came with the unknown tag $type ${JSON.stringify($type)}.`,
        why: `tags are bigint, bytes, float, map, ${DSPY_TYPES.join(', ')}`,
        next: 'install the same version of the package everywhere, then run again',
      });
  }
}

function reviveMap(pairs: readonly (readonly [unknown, unknown])[]): unknown {
  const entries = pairs.map(([key, item]) => [decodeValues(key), decodeValues(item)] as const);
  // Text keys and one of them "$type": an object that travelled as a map so as not to be taken for a tag.
  const isObject = entries.every(([key]) => typeof key === 'string') && entries.some(([key]) => key === '$type');
  return isObject ? Object.fromEntries(entries) : new Map(entries);
}
