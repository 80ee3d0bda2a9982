import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';

/** The call that a rule answers, and what is told of the rule. */
export interface FitContext {
  readonly call: LmCall;
  /** `file:line` of the rule. */
  readonly declaredAt: string;
  /** The text default of a mock. */
  readonly defaultText: string;
}

/** A rule whose reply does not fit the call. */
export function badReply({ declaredAt }: FitContext, what: string, why: string, cause?: unknown): DspexError {
  return new DspexError({
    code: 'RULE_REPLY_INVALID',
    what: `The rule declared at ${declaredAt} cannot answer this LM call: ${what}.`,
    why,
    next: `correct the reply at ${declaredAt}`,
    cause,
  });
}
