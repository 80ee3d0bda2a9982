import type { LmCall, LmChoice, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import type { LmLogprob } from '../../../shared/boundaries/logprob';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { withNativeWords } from '../write-reply';
import { responseOf } from './response';

type Json = Record<string, unknown>;

/** The reply that a response of Gemini's says, whole: what has no name here is kept in its own words. */
export function readResponse(body: Json, call: LmCall): LmMessageReply {
  const wasBlocked = isRecord(body.promptFeedback);
  const candidates = recordsOf(body.candidates).map((candidate) => readCandidate(candidate, wasBlocked));
  const [first = readCandidate({}, wasBlocked), ...others] = candidates;
  const model = textOr(body.modelVersion, call.model);
  const reply = messageReply({ ...first, others, usage: usageOf(body.usageMetadata), model });
  return withNativeWords(reply, 'gemini', responseOf(reply, call, ''), body);
}

function readCandidate(candidate: Json, wasBlocked: boolean): LmChoice {
  const parts = partsOf(candidate);
  const toolCalls = parts.filter((part) => isRecord(part.functionCall)).map(toolCallOf);
  const text = parts.map(saidText).join('');
  return {
    fields: null,
    text: text === '' && toolCalls.length > 0 ? null : text,
    thinking: parts.map(thoughtText).join('') || null,
    toolCalls,
    refusal: null,
    logprobs: logprobsIn(recordOf(candidate.logprobsResult)),
    finishReason: finishOf(candidate.finishReason, toolCalls.length > 0, wasBlocked),
  };
}

export function partsOf(candidate: unknown): Json[] {
  return recordsOf(recordOf(recordOf(candidate).content).parts);
}

/** What a part says, unless it is a thought. */
export function saidText(part: Json): string {
  return part.thought === true ? '' : textOr(part.text, '');
}

/** What a part tells of the model's thoughts. */
export function thoughtText(part: Json): string {
  return part.thought === true ? textOr(part.text, '') : '';
}

function toolCallOf(part: Json): LmToolCall {
  const { id, name, args } = recordOf(part.functionCall);
  return {
    ...(typeof id === 'string' && { id }),
    name: textOr(name, ''),
    arguments: recordOf(args),
    ...(typeof part.thoughtSignature === 'string' && { signature: part.thoughtSignature }),
  };
}

function logprobsIn({ chosenCandidates, topCandidates }: Json): LmLogprob[] | null {
  const tops = recordsOf(topCandidates);
  const chosen = recordsOf(chosenCandidates).map((one, at) => ({ ...tokenOf(one), top: recordsOf(tops[at]?.candidates).map(tokenOf) }));
  return chosen.length === 0 ? null : chosen;
}

function tokenOf({ token, logProbability }: Json): { token: string; logprob: number } {
  return { token: textOr(token, ''), logprob: Number(logProbability ?? 0) };
}

function finishOf(reason: unknown, calledTools: boolean, wasBlocked: boolean): LmMessageReply['finishReason'] {
  if (calledTools) return 'tool_calls';
  if (reason === 'MAX_TOKENS') return 'length';
  return reason === 'STOP' || (reason === undefined && !wasBlocked) ? 'stop' : 'content_filter';
}

function usageOf(metadata: unknown): LmUsage {
  const counts = recordOf(metadata) as Record<string, number | undefined>;
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount, toolUsePromptTokenCount } = counts;
  return {
    inputTokens: (promptTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0),
    // Thoughts are billed as output, and counted beside it.
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
    ...(thoughtsTokenCount !== undefined && { thinkingTokens: thoughtsTokenCount }),
    ...(cachedContentTokenCount !== undefined && { cachedTokens: cachedContentTokenCount }),
  };
}
