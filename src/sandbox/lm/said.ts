import { type LmErrorParts, type LmReplyParts, SAID, type SaidError, type SaidReply } from '../../shared/boundaries/said-reply';

/**
 * A reply, said in full: for a rule, or for what a rule's function returns. Whatever is said reaches the client on every wire that has a
 * place for it, and DSPy; where there is none, the call fails with RULE_REPLY_INVALID.
 *
 * @example
 * dspex.lm.whenPrompt('trip').reply(
 *   lmReply({ text: 'Let me see.', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }, { name: 'trains' }] }),
 * );
 */
export function lmReply(parts: LmReplyParts): SaidReply {
  return Object.freeze({ [SAID]: 'reply' as const, parts: copied(parts) });
}

/**
 * An error of the provider, status 400 to 599, or a transport that fails: for a rule, or for what a rule's function returns.
 *
 * @example
 * dspex.lm.whenPrompt('weather').replyOnce(lmError({ status: 429, retryAfterMs: 50 })).reply('Rain.');
 */
export function lmError(parts: LmErrorParts): SaidError {
  return Object.freeze({ [SAID]: 'error' as const, parts: copied(parts) });
}

/** What is no object is told where the rule is declared. */
function copied<Parts extends object>(parts: Parts): Parts {
  return typeof parts === 'object' ? { ...parts } : parts;
}
