import { DspexError } from '../../shared/errors';
import type { Rule } from './rule';

/** A rule that answered nothing, or still has replies that were for one call each; undefined for one that was used. */
export function whatIsUnused(rule: Rule): string | undefined {
  if (rule.used === 0) return `the rule at ${rule.declaredAt} answered nothing`;
  const { queued } = rule;
  if (queued === 0) return undefined;
  return `the rule at ${rule.declaredAt} has ${queued} of its replies left, each for one call`;
}

/** What rules were for and did not come; undefined where all were used. */
export function unusedRules(rules: readonly Rule[]): DspexError | undefined {
  const unused = rules.flatMap((rule) => whatIsUnused(rule) ?? []);
  if (unused.length === 0) return undefined;
  return new DspexError({
    code: 'RULE_UNUSED',
    what: `${unused.length} of ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'} ${unused.length === 1 ? 'is' : 'are'} not used up.`,
    why: unused.join('\n'),
    next: 'console.log(dspex.lm.calls)   # says what was asked; take out the rules that are not needed',
  });
}
