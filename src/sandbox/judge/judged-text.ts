import { inspect } from 'node:util';
import { isPlainObject } from '../programs/option-problem';

const ALL_OF_IT = { depth: 10, maxArrayLength: null, maxStringLength: null } as const;

/** A value as a judge reads it: its text, JSON where that says all of it, else as Node prints it: JSON would show a Map, or an Error, as empty. */
export function judgedText(value: unknown, indent = 2): string {
  if (typeof value === 'string') return value;
  return isJson(value, []) ? JSON.stringify(value, null, indent) : inspect(value, ALL_OF_IT);
}

function isJson(value: unknown, around: readonly unknown[]): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (around.includes(value)) return false;
  const isWhole = (inner: unknown): boolean => isJson(inner, [...around, value]);
  if (Array.isArray(value)) return value.every(isWhole);
  return isPlainObject(value) && Object.values(value).every((inner) => inner === undefined || isWhole(inner));
}
