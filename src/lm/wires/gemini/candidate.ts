import type { LmCall, LmChoice } from '../../../shared/boundaries/lm-call';
import { logprobsOf, saidText, saysNoText } from '../write-reply';

/** A candidate as it goes over the wire. */
export interface Candidate {
  readonly content?: unknown;
  readonly index?: number;
  readonly [name: string]: unknown;
}

/** One choice as a whole. */
export function candidateOf(choice: LmChoice, index: number, call: LmCall): Candidate {
  const parts = [...thoughtParts(choice), ...(saysNoText(choice) ? [] : [{ text: saidText(choice) }]), ...callParts(choice)];
  return { content: { parts, role: 'model' }, ...endOf(choice, call), index };
}

function callParts({ toolCalls }: LmChoice): object[] {
  return toolCalls.map(({ id, name, arguments: args, signature }) => ({
    functionCall: { ...(id !== undefined && { id }), name, args },
    ...(signature !== undefined && { thoughtSignature: signature }),
  }));
}

function thoughtParts({ thinking }: LmChoice): object[] {
  return thinking === null ? [] : [{ text: thinking, thought: true }];
}

/** What comes with the end: why it is one, and how likely the tokens were. */
function endOf(choice: LmChoice, { sampling }: LmCall): object {
  const logprobs = logprobsOf(choice, sampling.logprobs === true);
  return {
    finishReason: finishOf(choice),
    ...(choice.refusal !== null && { finishMessage: choice.refusal }),
    ...(logprobs !== null && {
      avgLogprobs: logprobs.reduce((sum, { logprob }) => sum + logprob, 0) / Math.max(1, logprobs.length),
      logprobsResult: {
        chosenCandidates: logprobs.map(candidateToken),
        topCandidates: logprobs.map(({ top }) => ({ candidates: top.map(candidateToken) })),
      },
    }),
  };
}

function candidateToken({ token, logprob }: { token: string; logprob: number }): object {
  return { token, logProbability: logprob };
}

// Gemini says STOP after a function call too.
function finishOf({ finishReason, refusal }: LmChoice): string {
  if (finishReason === 'content_filter' || refusal !== null) return 'SAFETY';
  return finishReason === 'length' ? 'MAX_TOKENS' : 'STOP';
}
