import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { choicesOf, inNativeWords, replyId } from '../write-reply';
import { type Candidate, candidateOf } from './candidate';

/** A response of `generateContent`. */
export interface GeminiResponse {
  readonly candidates?: Candidate[];
  readonly [name: string]: unknown;
}

/** A reply as a response of Gemini's. */
export function responseOf(reply: LmMessageReply, call: LmCall, idSeed: string): GeminiResponse {
  const { model, extras } = reply;
  const candidates = choicesOf(reply).map((choice, index) => candidateOf(choice, index, call));
  Object.assign(candidates[0] ?? {}, extras?.message);
  const responseId = replyId('', idSeed);
  const written = { candidates, usageMetadata: usageOf(reply), modelVersion: model, responseId, ...extras?.body };
  return inNativeWords(reply, 'gemini', written);
}

function usageOf({ usage }: LmMessageReply): object {
  const { inputTokens, outputTokens, thinkingTokens, cachedTokens } = usage;
  return {
    promptTokenCount: inputTokens,
    // Gemini tells thoughts beside what was said.
    candidatesTokenCount: outputTokens - (thinkingTokens ?? 0),
    ...(thinkingTokens !== undefined && { thoughtsTokenCount: thinkingTokens }),
    ...(cachedTokens !== undefined && { cachedContentTokenCount: cachedTokens }),
    totalTokenCount: inputTokens + outputTokens,
  };
}
