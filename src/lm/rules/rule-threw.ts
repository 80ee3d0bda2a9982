import { DspexError } from '../../shared/errors';

/** What a thrown value says, whatever realm it is of. */
export function messageOf(thrown: unknown): string {
  return String((thrown as Error | null | undefined)?.message ?? thrown);
}

/** A rule whose function could not say whether it matches. */
export function ruleThrew(declaredAt: string, thrown: unknown): DspexError {
  return new DspexError({
    code: 'RULE_INVALID',
    what: `The rule declared at ${declaredAt} threw when it was asked whether it matches an LM call.`,
    why: messageOf(thrown),
    next: `correct the function at ${declaredAt}: it is asked for every call that no later rule answers`,
    cause: thrown,
  });
}
