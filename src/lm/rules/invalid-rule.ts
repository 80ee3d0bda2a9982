import { DspexError } from '../../shared/errors';

interface Declared {
  readonly declaredAt: string;
}

/** RULE_INVALID for what a rule is: without a reply, `.times(0)`. `next`: how that part of a rule is written. */
export function invalidRule({ declaredAt }: Declared, what: string, why: string, next: string): DspexError {
  return new DspexError({ code: 'RULE_INVALID', what: `The rule declared at ${declaredAt} is ${what}.`, why, next });
}

export function noReply(rule: Declared): DspexError {
  const next = "dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });";
  return invalidRule(rule, 'without a reply', 'a rule says both what it matches and what it answers', next);
}
