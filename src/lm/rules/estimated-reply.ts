import type { LmCall, LmMessageReply } from '../../shared/boundaries/lm-call';
import { messageReply } from '../call/reply';

/** What of a reply a rule or a default gives. */
type ReplyContent = Partial<Pick<LmMessageReply, 'text' | 'fields' | 'toolCalls' | 'chunks' | 'everyMs' | 'cutAfter'>>;

/** A reply that no provider wrote, with a usage by the usual rule of thumb: enough for code that adds usage up, not for a bill. */
export function estimatedReply(call: LmCall, content: ReplyContent): LmMessageReply {
  const reply = messageReply({ model: call.model, ...content });
  const said = reply.text ?? JSON.stringify(reply.fields ?? reply.toolCalls);
  return { ...reply, usage: { inputTokens: tokensOfCall(call), outputTokens: tokensOf(said) } };
}

/** The tokens of a call, its system text and its messages. */
export function tokensOfCall({ system, messages }: LmCall): number {
  return tokensOf(system + JSON.stringify(messages));
}

/** Four characters to a token. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 4);
}
