import type { LmCall } from '../../shared/boundaries/lm-call';
import type { Compared } from '../../shared/compared';
import { DspexError } from '../../shared/errors';
import type { Layer, LmMode } from '../../shared/layers';
import { signatureOf } from '../call/call-fields';
import { promptOf } from '../call/call-text';
import { shown } from '../call/shown';
import type { Rule } from '../rules/rule';
import { SaidInWords } from '../rules/said-in-words';
import { comparedRule } from './compared-rule';
import { differingPlaces } from './differing-places';
import { type Held, heldAgainst } from './held-conditions';
import { closeness } from './nearest-rule';
import { pasteRule } from './paste-rule';
import { usedUp } from './used-up';

/** What could have answered a call that nothing answered. */
export interface Sources {
  /** All rules in sight, nearest scope first. */
  readonly rules: readonly Rule[];
  readonly lmMode: LmMode;
  readonly layer: Layer;
}

/** An unmatched call as an error: the call, the nearest rule and how it differs, and a rule to paste that answers it. */
export function explainMiss(call: LmCall, sources: Sources): DspexError {
  return new DspexError({
    code: 'LM_MISS',
    what: `No rule answers this LM call: ${describe(call)}.`,
    why: whyNoRule(call, sources),
    next: pasteRule(call),
    alike: alikeWord(call, sources),
    compared: comparedRules(call, sources),
  });
}

/** Calls of one signature, or of one model, that come nearest to the same rule. */
export function alikeWord(call: LmCall, { rules }: Sources): string {
  const asked = call.fields === null ? call.model : signatureOf(call.fields);
  return JSON.stringify([call.operation, asked, nearestRule(call, rules)?.rule.declaredAt]);
}

/** The call in a few words. */
export function describe(call: LmCall): string {
  if (call.fields === null) return `${call.model} was prompted ${shown(promptOf(call))}`;
  return `${signatureOf(call.fields)} with ${shown(call.fields.inputs)}`;
}

/** The rules in sight, and how the nearest differs. */
export function whyNoRule(call: LmCall, sources: Sources): string {
  const { rules, lmMode, layer } = sources;
  if (rules.length === 0) return `no rules are declared, and in LM mode ${lmMode} (layer ${layer}) nothing else answers`;
  const { rule, conditions } = nearestRule(call, rules) as Nearest;
  return `the nearest rule is at ${rule.declaredAt}; ${differences(rule, conditions)}`;
}

/** The nearest rule, field by field; none where none is in sight. */
export function comparedRules(call: LmCall, { rules }: Sources): Compared[] {
  const nearest = nearestRule(call, rules);
  return nearest === undefined ? [] : [comparedRule(nearest.rule, nearest.conditions, call)];
}

interface Nearest {
  readonly rule: Rule;
  readonly conditions: Held[];
}

function nearestRule(call: LmCall, rules: readonly Rule[]): Nearest | undefined {
  const ranked = rules
    .map((rule) => ({ rule, conditions: heldAgainst(rule, call) }))
    .sort((a, b) => closeness(b.conditions) - closeness(a.conditions));
  return ranked[0];
}

function differences(rule: Rule, conditions: readonly Held[]): string {
  const failed = conditions.filter((condition) => !condition.holds);
  if (failed.length === 0) return usedUp(rule);
  return failed
    .flatMap(differingPlaces)
    .map(({ name, expected, got }) => `${name}: expected ${inWords(expected)}, got ${inWords(got)}`)
    .join('; ');
}

function inWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  return value instanceof SaidInWords ? value.words : shown(value);
}
