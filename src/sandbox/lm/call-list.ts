import { currentContext } from '../facade/current-context';
import type { Lm, LmCallRecord } from './lm';

/** The calls of the LM that a matcher was given. Throws a TypeError for anything else. */
export function callsOf(lm: Lm): readonly LmCallRecord[] {
  if (Array.isArray(lm?.calls)) return lm.calls;
  throw new TypeError('This matcher is for dspex.lm: expect(dspex.lm).toHaveAnswered(1)');
}

/** A value in a message, as JSON; patterns and Jest's matchers as they are written. */
export function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => readable(inner)) ?? String(value);
}

function readable(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.prototype.toString.call(value) === '[object RegExp]') return String(value);
  const matcher = value as { toAsymmetricMatcher?: () => string } | null;
  return typeof matcher?.toAsymmetricMatcher === 'function' ? matcher.toAsymmetricMatcher() : value;
}

/** A text of calls as it may be printed, and kept by whoever keeps test reports: without secrets. */
export function redacted(text: string): string {
  return currentContext().lm.redact(text);
}

/** All calls, a line to each. */
export function listOf(calls: readonly LmCallRecord[]): string {
  if (calls.length === 0) return 'No LM calls were made.';
  const line = (call: LmCallRecord, index: number): string =>
    `  ${index + 1}. ${call.model}, ${call.source}: ${shown(call.inputs ?? call.prompt.slice(0, 100))}`;
  return redacted(['LM calls:', ...calls.map(line)].join('\n'));
}
