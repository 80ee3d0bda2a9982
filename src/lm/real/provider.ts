import type { LmCall, LmEmbeddings, LmErrorReply, LmMessageReply, LmTokenCount } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';

/** The providers that a config can name; `ai_sdk` is any of the AI SDK's, by its package. */
export type ProviderName = 'gemini' | 'openai' | 'anthropic' | 'ai_sdk';

/** The wires on which they ask: each has one of its own, and Google and OpenAI have two. */
export type ProviderWire = ProviderName | 'gemini_interactions' | 'openai_responses';

/** What a provider answers. An error is an answer; a connection that failed is thrown. */
export type ProviderReply = LmMessageReply | LmEmbeddings | LmTokenCount | LmErrorReply;

/** A real LM. It makes one request and never tries again by itself: every attempt is reserved in the ledger. */
export interface Provider {
  readonly name: ProviderName;
  /** Where it listens, for who cannot reach it. */
  readonly host: string;
  /** True when nothing is billed: a model on this machine. */
  readonly isFree: boolean;
  /** Throws LM_PROVIDER_PACKAGE where what asks this call is not installed: before anything is reserved for it. */
  ready?(call: LmCall): void;
  /**
   * `call` has its model already under the provider's name, and its limit of tokens set. `signal` gives the request up. `hear`
   * hears of a streamed reply as it comes. `wire`: the one to ask on, where the provider speaks another besides its own.
   */
  send(call: LmCall, signal?: AbortSignal, hear?: LmHear, wire?: ProviderWire): Promise<ProviderReply>;
}

export interface ProviderOptions {
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
  /** Where the provider's own client is installed; where this package is, by default. */
  readonly rootDir?: string | undefined;
}
