import type { LmFaultReply, LmMessageReply } from './lm-call';
import type { LmLogprob } from './logprob';

/**
 * Sandbox → worker: replies that were made by `lmReply` and `lmError`. Nothing else is ever taken for one: what an object looks like says
 * nothing of what its author meant.
 */
export const SAID = Symbol.for('dspex.said');

/** What a rule may say of a reply; what it leaves out is as usual. */
export interface LmReplyParts {
  /** The text as it is. */
  readonly text?: string;
  /** Output fields of the signature; of a call without one, the JSON of a structured output. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** What the model tells of its thoughts. */
  readonly thinking?: string;
  /** Calls of tools, all in this one reply; text or fields may stand beside them. */
  readonly toolCalls?: readonly SaidToolCall[];
  /** Why the model will not answer. */
  readonly refusal?: string;
  readonly finishReason?: LmMessageReply['finishReason'];
  /** What the provider counted; what is left out is estimated. */
  readonly usage?: Partial<LmMessageReply['usage']>;
  readonly logprobs?: readonly SaidLogprob[];
  /** One to each choice that the call asks for: text, fields, or an `lmReply`. */
  readonly choices?: readonly unknown[];
  /** What the provider says besides, in its own words: beside the choices of its body, and in its message (a candidate of Gemini's). */
  readonly metadata?: { readonly body?: Readonly<Record<string, unknown>>; readonly message?: Readonly<Record<string, unknown>> };
  /** The text in these pieces, where the client streams. */
  readonly chunks?: readonly string[];
  /** Milliseconds between two pieces of a stream. */
  readonly everyMs?: number;
  /** The connection drops after so many pieces. */
  readonly cutAfter?: number;
}

export interface SaidToolCall {
  readonly name: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  /** What the client tells the tool's result by; one is made where it is left out. */
  readonly id?: string;
  /** True: the call may offer no such tool, as where a model makes one up. Default: such a reply is RULE_REPLY_INVALID. */
  readonly unoffered?: boolean;
}

export type SaidLogprob = Pick<LmLogprob, 'token' | 'logprob'> & { readonly top?: LmLogprob['top'] };

/** An error of the provider, or a transport that fails. */
export type LmErrorParts =
  | {
      readonly status: number;
      readonly message?: string;
      readonly retryAfterMs?: number;
      /** The provider's own code, as OpenAI's `context_length_exceeded`. */
      readonly code?: string;
      /** The same of a 429 that names its quota, as Gemini's `quotaId`. */
      readonly quotaId?: string;
    }
  | { readonly fault: LmFaultReply['fault'] };

interface Said<Kind extends string, Parts> {
  readonly [SAID]: Kind;
  readonly parts: Parts;
}
export type SaidReply = Said<'reply', LmReplyParts>;
export type SaidError = Said<'error', LmErrorParts>;

export function isSaid(value: unknown): value is SaidReply | SaidError {
  return typeof value === 'object' && value !== null && SAID in value;
}
