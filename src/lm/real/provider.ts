import type { LmCall, LmEmbeddings, LmErrorReply, LmMessageReply, LmTokenCount } from '../../shared/boundaries/lm-call';

/** What a provider answers. An error is an answer; a connection that failed is thrown. */
export type ProviderReply = LmMessageReply | LmEmbeddings | LmTokenCount | LmErrorReply;

/** A real LM. It makes one request and never tries again by itself: every attempt is reserved in the ledger. */
export interface Provider {
  readonly name: 'gemini' | 'openai';
  /** Where it listens, for who cannot reach it. */
  readonly host: string;
  /** True when nothing is billed: a model on this machine. */
  readonly isFree: boolean;
  /** `call` has its model already under the provider's name, and its limit of tokens set. `signal` gives the request up. */
  send(call: LmCall, signal?: AbortSignal): Promise<ProviderReply>;
}

export interface ProviderOptions {
  readonly apiKey: string | undefined;
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** Sampling under a wire's names: only what was set, and what the wire knows. */
export function renamed(sampling: LmCall['sampling'], names: Readonly<Record<string, string>>): Record<string, unknown> {
  const known = Object.entries(names).filter(([ours]) => sampling[ours] !== undefined);
  return Object.fromEntries(known.map(([ours, theirs]) => [theirs, sampling[ours]]));
}

export function textOfParts(parts: LmCall['messages'][number]['parts']): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

export function message(
  fields: Pick<LmMessageReply, 'text' | 'model' | 'usage' | 'finishReason'> & Partial<LmMessageReply>,
): LmMessageReply {
  return {
    kind: 'message',
    fields: null,
    thinking: null,
    toolCalls: [],
    chunks: null,
    everyMs: 0,
    delaysMs: null,
    cutAfter: null,
    ...fields,
  };
}

/** The pieces of a stream with the wait before each. */
export class StreamedPieces {
  readonly chunks: string[] = [];
  readonly delaysMs: number[] = [];
  private last = performance.now();

  add(text: string): void {
    if (text === '') return;
    const now = performance.now();
    this.chunks.push(text);
    this.delaysMs.push(Math.round(now - this.last));
    this.last = now;
  }
}
