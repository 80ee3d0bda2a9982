import type { LmCall, LmMessageReply, LmReply } from '../../shared/boundaries/lm-call';
import { choicesAsked } from '../call/choices-asked';
import { choiceOf } from '../call/reply';

/** The reply with as many choices as its call asks for: after its own those of `more`, and where these end, its first again. */
export function withChoices(reply: LmReply, more: readonly LmReply[], call: LmCall): LmReply {
  const missing = choicesAsked(call) - 1;
  if (reply.kind !== 'message' || missing === 0 || reply.others.length > 0) return reply;
  const messages = more.filter((other): other is LmMessageReply => other.kind === 'message');
  const others = Array.from({ length: missing }, (_, index) => messages[index] ?? reply);
  const outputTokens = others.reduce((sum, { usage }) => sum + usage.outputTokens, reply.usage.outputTokens);
  return { ...reply, others: others.map(choiceOf), usage: { ...reply.usage, outputTokens } };
}
