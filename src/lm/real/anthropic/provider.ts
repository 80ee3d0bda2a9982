import type Anthropic from '@anthropic-ai/sdk';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { recordOf, textOr } from '../../call/read-json';
import { joinedEvents } from '../../wires/anthropic/joined-events';
import { readMessage } from '../../wires/anthropic/read-reply';
import { answeredBody } from '../answered-body';
import { keepsDigits } from '../keeps-digits';
import { loadPackage } from '../load-package';
import { orErrorReply } from '../or-error-reply';
import { isOwnMachine } from '../own-machine';
import type { Provider, ProviderOptions, ProviderReply } from '../provider';
import { keepsErrors } from '../said-errors';
import { heard, type SaidPiece } from '../streamed-pieces';
import { anthropicError } from './error';
import { betaHeaders, countBody, messageBody } from './request';

/** Anthropic by its own client, https://docs.anthropic.com/en/api/messages. */
export class AnthropicProvider implements Provider {
  readonly name = 'anthropic';
  private readonly sdk: typeof import('@anthropic-ai/sdk');
  private readonly client: Anthropic;

  /** Throws LM_PROVIDER_PACKAGE. */
  constructor({ apiKey, baseUrl, fetch, rootDir }: ProviderOptions) {
    this.sdk = loadPackage('@anthropic-ai/sdk', rootDir);
    // A token in the environment is not the key that was named.
    const named = { apiKey: apiKey ?? 'none', authToken: null };
    this.client = new this.sdk.Anthropic({
      ...named,
      ...(baseUrl !== undefined && { baseURL: baseUrl }),
      maxRetries: 0,
      fetch: keepsErrors(keepsDigits(fetch)),
    });
  }

  get host(): string {
    return new URL(this.client.baseURL).host;
  }

  get isFree(): boolean {
    return isOwnMachine(this.client.baseURL);
  }

  send(call: LmCall, signal?: AbortSignal, hear?: LmHear): Promise<ProviderReply> {
    return orErrorReply(this.ask(call, signal, hear), (error) => (error instanceof this.sdk.APIError ? anthropicError(error) : null));
  }

  private async ask(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<ProviderReply> {
    if (call.operation === 'count_tokens') return this.count(call, signal);
    return call.stream ? this.stream(call, signal, hear) : this.generate(call, signal);
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    // The client refuses what may take more than ten minutes before it is asked; how long is waited is decided elsewhere.
    const options = { signal, timeout: LONGEST_MS, ...betaHeaders(call) };
    const { data, request_id: requestId } = await this.client.messages
      .create({ ...messageBody(call), stream: false }, options)
      .withResponse();
    return { ...readMessage(answeredBody(data), call), requestId: requestId ?? null };
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply> {
    const asked = this.client.messages.create({ ...messageBody(call), stream: true }, { signal, ...betaHeaders(call) });
    const { data, request_id: requestId } = await asked.withResponse();
    const events: Record<string, unknown>[] = [];
    const read = (): LmMessageReply => ({ ...readMessage(joinedEvents(events), call), requestId: requestId ?? null });
    const keep = (event: Anthropic.RawMessageStreamEvent): SaidPiece => {
      events.push({ ...event });
      const { text, thinking } = recordOf(event.type === 'content_block_delta' && event.delta);
      return { text: textOr(text, ''), thought: textOr(thinking, '') };
    };
    return heard(data, hear, { keep, read, isEnded: () => events.at(-1)?.type === 'message_stop' });
  }

  private async count(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { input_tokens: tokens } = await this.client.messages.countTokens(countBody(call), { signal, ...betaHeaders(call) });
    return { kind: 'token_count', tokens, model: call.model };
  }
}

const LONGEST_MS = 3_600_000;
