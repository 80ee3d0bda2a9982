import type { LmCall } from '../../shared/boundaries/lm-call';
import type { Compared, ComparedField } from '../../shared/compared';
import { inputValues } from '../call/call-fields';
import type { Rule } from '../rules/rule';
import { comparedField } from './compared-field';
import type { Held } from './held-conditions';
import { usedUp } from './used-up';

/** A rule beside a call that it does not answer: each of its conditions, and what of the call it does not look at. */
export function comparedRule(rule: Rule, conditions: readonly Held[], call: LmCall): Compared {
  const looked = conditions.map(({ name, expected, got, holds }) => comparedField(name, expected, got, holds));
  const note = conditions.every(({ holds }) => holds) ? usedUp(rule) : null;
  return { kind: 'rule', at: rule.declaredAt, note, fields: [...looked, ...unseen(conditions, call)] };
}

function unseen(conditions: readonly Held[], call: LmCall): ComparedField[] {
  const names = new Set(conditions.map(({ name }) => name));
  const inputs = call.fields === null ? [] : Object.entries(inputValues(call));
  return inputs.filter(([name]) => !names.has(name)).map(([name, value]) => comparedField(name, undefined, value, true));
}
