import { distance } from 'fastest-levenshtein';
import { SaidInWords } from '../rules/said-in-words';
import type { Held } from './held-conditions';

/** The part of a text that is compared: enough to tell two apart, short enough for every miss. */
const COMPARED = 300;

/** How near a rule comes to a call, 0 to 1: conditions that hold count whole, others by how alike the texts are. */
export function closeness(conditions: readonly Held[]): number {
  if (conditions.length === 0) return 0;
  const sum = conditions.reduce((total, condition) => total + (condition.holds ? 1 : likeness(condition) * 0.9), 0);
  return sum / conditions.length;
}

function likeness({ expected, got }: Held): number {
  // It stands for a value that is not there.
  if (got instanceof SaidInWords) return 0;
  const [a, b] = [textOf(expected), textOf(got)];
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 0 : 1 - distance(a, b) / longest;
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : String(value)).slice(0, COMPARED);
}
