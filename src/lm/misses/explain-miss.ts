import type { CallFields, LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { promptOf } from '../call/call-text';
import { shown } from '../call/shown';
import type { Asker } from '../engine';
import { type Condition, conditionsOf } from '../rules/match';
import type { Rule } from '../rules/rule';
import { closeness } from './nearest-rule';
import { pasteRule } from './paste-rule';

/** An unmatched call as an error: the call, the nearest rule and how it differs, and a rule to paste that answers it. */
export function explainMiss(call: LmCall, asker: Asker): DspexError {
  return new DspexError({
    code: 'LM_MISS',
    what: `No rule answers this LM call: ${describe(call)}.`,
    why: whyNoRule(call, asker),
    next: pasteRule(call),
  });
}

export function describe(call: LmCall): string {
  if (call.fields === null) return `${call.model} was prompted ${shown(promptOf(call))}`;
  return `${signatureOf(call.fields)} with ${shown(call.fields.inputs)}`;
}

/** DSPy calls every signature that was written as text by the same name; its fields say more. */
function signatureOf({ signature, inputs, outputs }: CallFields): string {
  if (signature !== 'StringSignature') return signature;
  return `${Object.keys(inputs).join(', ')} -> ${outputs.map(({ name }) => name).join(', ')}`;
}

/** The rules in sight, and how the nearest differs. */
export function whyNoRule(call: LmCall, asker: Asker): string {
  const rules = asker.scope.inSight();
  if (rules.length === 0) return `no rules are declared, and in LM mode ${asker.lmMode} (layer ${asker.layer}) nothing else answers`;
  const ranked = rules
    .map((rule) => ({ rule, conditions: conditionsOf(rule.matcher, call) }))
    .sort((a, b) => closeness(b.conditions) - closeness(a.conditions));
  const { rule, conditions } = ranked[0] as { rule: Rule; conditions: Condition[] };
  return `the nearest rule is at ${rule.declaredAt}; ${differences(rule, conditions)}`;
}

function differences(rule: Rule, conditions: readonly Condition[]): string {
  const failed = conditions.filter((condition) => !condition.holds);
  if (failed.length === 0) return `it matches, but has no reply left (used ${rule.used} times)`;
  return failed.map(({ name, expected, got }) => `${name}: expected ${shown(expected)}, got ${shown(got)}`).join('; ');
}
