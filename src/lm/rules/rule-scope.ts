import type { RuleHandle, RuleMatcher } from '../../shared/boundaries/facade';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { matches } from './match';
import { noReply, Rule } from './rule';

interface NewRule {
  readonly matcher: RuleMatcher;
  /** `file:line` of the declaration. */
  readonly declaredAt: string;
}

type ScopeKind = 'config' | 'file' | 'test';

/** Rules of one scope, and the scope around it. The nearest scope answers first; in a scope, queued replies first, then the latest rule. */
export class RuleScope {
  private readonly rules: Rule[] = [];
  private fallback: { readonly reply: unknown } | undefined;

  constructor(
    readonly kind: ScopeKind,
    readonly parent: RuleScope | null,
    readonly label: string,
  ) {}

  addRule({ matcher, declaredAt }: NewRule): RuleHandle {
    const rule = new Rule(matcher, declaredAt);
    this.rules.push(rule);
    return rule;
  }

  /** What answers when no rule matches: a reply, or, when undefined, typed defaults. */
  otherwise(reply: unknown): void {
    this.fallback = { reply };
  }

  /** The rule that answers `call`, or undefined. Throws RULE_INVALID when a rule that matches was never given a reply. */
  find(call: LmCall): Rule | undefined {
    const matching = this.rules.filter((rule) => matches(rule.matcher, call)).reverse();
    const silent = matching.find((rule) => !rule.wasGivenAReply);
    if (silent !== undefined) throw noReply(silent);
    return matching.find((rule) => rule.hasQueued) ?? matching.find((rule) => rule.hasReply) ?? this.parent?.find(call);
  }

  wouldAnswer(call: LmCall): boolean {
    return this.rules.some((rule) => rule.hasReply && matches(rule.matcher, call));
  }

  /** The nearest `otherwise`, if any. */
  findFallback(): { readonly reply: unknown } | undefined {
    return this.fallback ?? this.parent?.findFallback();
  }

  /** True when a file or a test in sight has rules: from then on, an unmatched call is a miss. */
  get isStrict(): boolean {
    return (this.kind !== 'config' && this.rules.length > 0) || (this.parent?.isStrict ?? false);
  }

  /** All rules in sight, nearest scope first. */
  inSight(): Rule[] {
    return [...this.rules, ...(this.parent?.inSight() ?? [])];
  }

  /** The rules of this scope, for what is told of their use. */
  get own(): readonly Rule[] {
    return this.rules;
  }
}
