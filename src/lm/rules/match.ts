import type { LmCall } from '../../shared/boundaries/lm-call';
import type { RuleMatcher } from '../../shared/boundaries/rule-matcher';
import { isRegExp } from '../../shared/is-regexp';
import { inputsToLookAt, inputValues } from '../call/call-fields';
import { callConditions } from './call-conditions';
import type { Condition } from './condition';
import { readableCall } from './readable-call';
import { SaidInWords } from './said-in-words';
import { saysYes, valueMatches } from './value-matches';

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
  if (matcher.kind === 'prompt') return callConditions(matcher, call);
  const also = callConditions(matcher.also ?? {}, call);
  return matcher.kind === 'fields'
    ? [...fieldConditions(matcher.fields, call), ...also]
    : [...also, predicateCondition(matcher.predicate, call)];
}

/** The words by which a rule looks at a call beside its fields. */
export function patternOf(matcher: RuleMatcher): Readonly<Record<string, unknown>> {
  return matcher.kind === 'prompt' ? { ...matcher } : { ...matcher.also };
}

function predicateCondition(predicate: (call: unknown) => unknown, call: LmCall): Condition {
  const got = new SaidInWords('something else');
  return { name: 'its function', expected: true, got, holds: () => saysYes(predicate(readableCall(call))) };
}

function onlyLooks(expected: unknown): boolean {
  return expected === null || (typeof expected !== 'object' && typeof expected !== 'function') || isRegExp(expected);
}

function fieldConditions(fields: Readonly<Record<string, unknown>>, call: LmCall): Condition[] {
  if (call.fields === null)
    return [
      { name: 'signature fields', expected: Object.keys(fields), got: new SaidInWords('a call without a signature'), holds: () => false },
    ];
  // A function may change what it is given: it gets values of its own.
  const inputs = Object.values(fields).every(onlyLooks) ? inputsToLookAt(call) : inputValues(call);
  return Object.entries(fields).map(([name, expected]) => ({
    name,
    expected,
    got: name in inputs ? inputs[name] : new SaidInWords(`no such field (there are: ${Object.keys(inputs).join(', ')})`),
    holds: () => name in inputs && valueMatches(expected, inputs[name]),
  }));
}
