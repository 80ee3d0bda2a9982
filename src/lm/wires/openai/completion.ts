import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { choicesOf, inNativeWords, replyId, toolCallIds } from '../write-reply';
import { type AskedForm, type ChoiceBody, choiceBody } from './message';

/** A chat completion as it goes over the wire. */
export interface Completion {
  readonly choices: ChoiceBody[];
  readonly usage?: unknown;
  readonly [name: string]: unknown;
}

/** A reply as a chat completion. */
export function completionOf(reply: LmMessageReply, call: LmCall, form: AskedForm, idSeed: string): Completion {
  const ids = toolCallIds(reply, call);
  const choices = choicesOf(reply).map((choice, index) => choiceBody(choice, index, ids[index] ?? [], form));
  Object.assign(choices[0]?.message ?? {}, reply.extras?.message);
  const written = { ...envelope(reply, idSeed), choices, usage: usageOf(reply), ...reply.extras?.body };
  return inNativeWords(reply, 'openai', written);
}

// A fixed time: what a test prints or snapshots is the same on every run.
function envelope(reply: LmMessageReply, idSeed: string): object {
  return { id: replyId('chatcmpl-', idSeed), object: 'chat.completion', created: 1_700_000_000, model: reply.model };
}

function usageOf({ usage }: LmMessageReply): object {
  const { inputTokens, outputTokens, cachedTokens, thinkingTokens } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    ...(cachedTokens !== undefined && { prompt_tokens_details: { cached_tokens: cachedTokens } }),
    ...(thinkingTokens !== undefined && { completion_tokens_details: { reasoning_tokens: thinkingTokens } }),
  };
}
