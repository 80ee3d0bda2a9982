import type { RuleHandle } from '../../shared/boundaries/facade';
import type { LmCall } from '../../shared/boundaries/lm-call';
import type { RuleMatcher } from '../../shared/boundaries/rule-matcher';
import { answersOperation } from './answers-operation';
import { checkedMatcher } from './check-matcher';
import { noReply } from './invalid-rule';
import { forNewestTurn } from './newest-turn';
import { Rule } from './rule';

interface NewRule {
  readonly matcher: RuleMatcher;
  /** `file:line` of the declaration. */
  readonly declaredAt: string;
  readonly isOfHook?: boolean;
}

const NONE: ReadonlySet<Rule> = new Set();

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

  addRule({ matcher, declaredAt, isOfHook }: NewRule): RuleHandle {
    const rule = new Rule(checkedMatcher(matcher, declaredAt), declaredAt, isOfHook);
    this.rules.push(rule);
    return rule;
  }

  /** What answers when no rule matches: a reply, or, when undefined, typed defaults. */
  otherwise(reply: unknown): void {
    this.fallback = { reply };
  }

  /**
   * The rule that answers `call`, or undefined. Functions of rules are asked only as far as it takes to find it. Throws RULE_INVALID for
   * one that throws, and for a rule that matches and was never given a reply. `passed`: what was found before, and had no answer.
   */
  find(call: LmCall, passed: ReadonlySet<Rule> = NONE): Rule | undefined {
    const latestFirst = this.rules.filter((rule) => !passed.has(rule)).reverse();
    const silent = latestFirst.find((rule) => !rule.wasGivenAReply && rule.matches(call));
    if (silent !== undefined) throw noReply(silent);
    const able = latestFirst.filter((rule) => rule.hasReply && answersOperation(rule, call));
    const queued = able.filter((rule) => rule.hasQueued);
    const lasting = able.filter((rule) => !rule.hasQueued);
    return forNewestTurn(queued, call) ?? forNewestTurn(lasting, call) ?? this.parent?.find(call, passed);
  }

  /** As `find`, for one who asks whose a call is: a rule that throws has nothing to say of a call of somebody else's. */
  wouldAnswer(call: LmCall): boolean {
    return this.rules.some((rule) => {
      try {
        return rule.hasReply && answersOperation(rule, call) && rule.matches(call);
      } catch {
        return false;
      }
    });
  }

  /** True where a rule of this scope, or of one around it, would answer. */
  matches(call: LmCall): boolean {
    return this.wouldAnswer(call) || (this.parent?.matches(call) ?? false);
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
