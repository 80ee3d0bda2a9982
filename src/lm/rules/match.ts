import { equals, iterableEquality } from '@jest/expect-utils';
import type { RuleMatcher } from '../../shared/boundaries/facade';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { inputValues } from '../call/call-fields';
import { instructionsOf, promptOf } from '../call/call-text';
import { isRegExp } from '../call/shown';
import { readableCall } from './readable-call';

/** One condition of a rule, held against a call when it is asked for. */
export interface Condition {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
  /** Throws what a function of the rule throws. */
  readonly holds: () => boolean;
}

/** True where all conditions hold. A function is asked last, and only where the rest holds. Throws what it throws. */
export function matches(matcher: RuleMatcher, call: LmCall): boolean {
  const conditions = conditionsOf(matcher, call);
  const [asked, plain] = [conditions.filter(asksFunction), conditions.filter((condition) => !asksFunction(condition))];
  return [...plain, ...asked].every((condition) => condition.holds());
}

function asksFunction({ expected }: Condition): boolean {
  return typeof expected === 'function';
}

/** Every condition of a rule with what the call has there: the base of matching and of explaining. */
export function conditionsOf(matcher: RuleMatcher, call: LmCall): Condition[] {
  if (matcher.kind === 'fields') return fieldConditions(matcher.fields, call);
  if (matcher.kind === 'predicate')
    return [{ name: 'its function', expected: 'true', got: 'something else', holds: () => said(matcher.predicate(readableCall(call))) }];
  const { prompt, system, model, tool } = matcher;
  const conditions: Condition[] = [];
  if (prompt !== undefined) conditions.push(textCondition('prompt', prompt, promptOf(call)));
  if (system !== undefined) conditions.push(textCondition('system', system, instructionsOf(call)));
  if (model !== undefined) conditions.push(textCondition('model', model, call.model));
  if (tool !== undefined) {
    const names = call.tools.map((offered) => offered.name);
    conditions.push({ name: 'tool', expected: tool, got: names, holds: () => names.some((name) => valueMatches(tool, name)) });
  }
  return conditions;
}

function fieldConditions(fields: Readonly<Record<string, unknown>>, call: LmCall): Condition[] {
  if (call.fields === null)
    return [{ name: 'signature fields', expected: Object.keys(fields), got: 'a call without a signature', holds: () => false }];
  const inputs = inputValues(call);
  return Object.entries(fields).map(([name, expected]) => ({
    name,
    expected,
    got: name in inputs ? inputs[name] : `no such field (there are: ${Object.keys(inputs).join(', ')})`,
    holds: () => name in inputs && valueMatches(expected, inputs[name]),
  }));
}

function textCondition(name: string, expected: unknown, got: string): Condition {
  // Text is looked for anywhere in it; everything else decides for itself.
  return { name, expected, got, holds: () => (typeof expected === 'string' ? got.includes(expected) : valueMatches(expected, got)) };
}

/** What a function says of a match. A promise would never be true, and its rule would never match without a word. */
function said(answer: unknown): boolean {
  if (typeof (answer as { then?: unknown } | null)?.then === 'function')
    throw new TypeError('it returned a promise: it has to say at once');
  return answer === true;
}

/** Duck-typed throughout: what a test hands over comes from another realm, where `instanceof` says no. */
function valueMatches(expected: unknown, got: unknown): boolean {
  if (isRegExp(expected)) {
    const text = typeof got === 'string' ? got : jsonText(got);
    expected.lastIndex = 0;
    return text !== undefined && expected.test(text);
  }
  if (typeof expected === 'function') return said(expected(got));
  return equals(expected, got, [iterableEquality]);
}

/** JSON, with whole numbers of any size as their digits. */
function jsonText(value: unknown): string | undefined {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))?.replace(BIG_ALONE, '$1');
}

/** One that is all of the value stands without quotes, as any number does. */
const BIG_ALONE = /^"(-?\d+)"$/;
