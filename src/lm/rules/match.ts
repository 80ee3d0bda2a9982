import { equals, iterableEquality } from '@jest/expect-utils';
import type { RuleMatcher } from '../../shared/boundaries/facade';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { inputValues } from '../call/call-fields';
import { promptOf } from '../call/call-text';
import { isRegExp } from '../call/shown';
import { readableCall } from './readable-call';

/** One condition of a rule, held against a call. */
export interface Condition {
  readonly name: string;
  readonly holds: boolean;
  readonly expected: unknown;
  readonly got: unknown;
}

export function matches(matcher: RuleMatcher, call: LmCall): boolean {
  if (matcher.kind === 'predicate') return matcher.predicate(readableCall(call)) === true;
  return conditionsOf(matcher, call).every((condition) => condition.holds);
}

/** Every condition of a rule with what the call has there: the base of matching and of explaining. */
export function conditionsOf(matcher: RuleMatcher, call: LmCall): Condition[] {
  if (matcher.kind === 'fields') return fieldConditions(matcher.fields, call);
  if (matcher.kind === 'predicate')
    return [{ name: 'its function', holds: matcher.predicate(readableCall(call)) === true, expected: 'true', got: 'something else' }];
  const { prompt, system, model, tool } = matcher;
  const conditions: Condition[] = [];
  if (prompt !== undefined) conditions.push(textCondition('prompt', prompt, promptOf(call)));
  if (system !== undefined) conditions.push(textCondition('system', system, call.system));
  if (model !== undefined) conditions.push(textCondition('model', model, call.model));
  if (tool !== undefined) {
    const names = call.tools.map((offered) => offered.name);
    conditions.push({ name: 'tool', holds: names.some((name) => valueMatches(tool, name)), expected: tool, got: names });
  }
  return conditions;
}

function fieldConditions(fields: Readonly<Record<string, unknown>>, call: LmCall): Condition[] {
  if (call.fields === null)
    return [{ name: 'signature fields', holds: false, expected: Object.keys(fields), got: 'a call without a signature' }];
  const inputs = inputValues(call);
  return Object.entries(fields).map(([name, expected]) => ({
    name,
    holds: name in inputs && valueMatches(expected, inputs[name]),
    expected,
    got: name in inputs ? inputs[name] : `no such field (there are: ${Object.keys(inputs).join(', ')})`,
  }));
}

function textCondition(name: string, expected: unknown, got: string): Condition {
  // Text is looked for anywhere in it; everything else decides for itself.
  const holds = typeof expected === 'string' ? got.includes(expected) : valueMatches(expected, got);
  return { name, holds, expected, got };
}

/** Duck-typed throughout: what a test hands over comes from another realm, where `instanceof` says no. */
function valueMatches(expected: unknown, got: unknown): boolean {
  if (isRegExp(expected)) {
    const text = typeof got === 'string' ? got : JSON.stringify(got);
    expected.lastIndex = 0;
    return text !== undefined && expected.test(text);
  }
  if (typeof expected === 'function') return expected(got) === true;
  return equals(expected, got, [iterableEquality]);
}
