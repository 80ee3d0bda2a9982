import type { LmCall } from '../../shared/boundaries/lm-call';
import { conditionsOf } from '../rules/match';
import type { Rule } from '../rules/rule';
import { messageOf } from '../rules/rule-threw';
import { SaidInWords } from '../rules/said-in-words';

/** A condition of a rule, and whether it holds. */
export interface Held {
  readonly name: string;
  readonly expected: unknown;
  readonly got: unknown;
  readonly holds: boolean;
}

/** All conditions of a rule, held against a call. A function that throws says no: a miss is explained, whatever the rules are like. */
export function heldAgainst(rule: Rule, call: LmCall): Held[] {
  return conditionsOf(rule.matcher, call).map(({ name, expected, got, holds }) => {
    try {
      return { name, expected: expected, got, holds: holds() };
    } catch (thrown) {
      return { name, expected, got: new SaidInWords(`an error: ${messageOf(thrown)}`), holds: false };
    }
  });
}
