import type OpenAI from 'openai';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { LmHear } from '../../../shared/boundaries/lm-hear';
import { areEnded, joinedChunks } from '../../wires/openai/joined-chunks';
import { readCompletion, saidInChunk } from '../../wires/openai/read-reply';
import { answeredBody } from '../answered-body';
import { keepsDigits } from '../keeps-digits';
import { loadPackage } from '../load-package';
import { orErrorReply } from '../or-error-reply';
import { isOwnMachine } from '../own-machine';
import type { Provider, ProviderOptions, ProviderReply, ProviderWire } from '../provider';
import { keepsErrors } from '../said-errors';
import { heard, type SaidPiece } from '../streamed-pieces';
import { openAiError } from './error';
import { completionBody, embeddingsBody } from './request';
import { Responses } from './responses';

/** OpenAI, and every server that speaks its chat completions or its Responses: vLLM, Ollama, llama.cpp. */
export class OpenAiProvider implements Provider {
  readonly name = 'openai';
  private readonly sdk: typeof import('openai');
  private readonly client: OpenAI;
  private readonly isOwnServer: boolean;

  /** Throws LM_PROVIDER_PACKAGE. */
  constructor({ apiKey, baseUrl, fetch, rootDir }: ProviderOptions) {
    this.sdk = loadPackage('openai', rootDir);
    this.isOwnServer = baseUrl !== undefined && new URL(baseUrl).hostname !== 'api.openai.com';
    this.client = new this.sdk.OpenAI({
      apiKey: apiKey ?? 'none',
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

  send(call: LmCall, signal?: AbortSignal, hear?: LmHear, wire: ProviderWire = this.name): Promise<ProviderReply> {
    const asked = wire === 'openai_responses' ? new Responses(this.client).ask(call, signal, hear) : this.ask(call, signal, hear);
    return orErrorReply(asked, (error) => (error instanceof this.sdk.APIError ? openAiError(error) : null));
  }

  private async ask(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<ProviderReply> {
    if (call.operation === 'embed') return this.embed(call, signal);
    return call.stream ? this.stream(call, signal, hear) : this.generate(call, signal);
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const body = { ...completionBody(call, this.isOwnServer), stream: false } as const;
    const { data, request_id: requestId } = await this.client.chat.completions.create(body, { signal }).withResponse();
    return { ...readCompletion(answeredBody(data), call), requestId };
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined, hear: LmHear | undefined): Promise<LmMessageReply> {
    const body = { ...completionBody(call, this.isOwnServer), stream: true, stream_options: { include_usage: true } } as const;
    const { data, request_id: requestId } = await this.client.chat.completions.create(body, { signal }).withResponse();
    const chunks: Record<string, unknown>[] = [];
    const read = (): LmMessageReply => ({ ...readCompletion(joinedChunks(chunks), call), requestId });
    const keep = (chunk: object): SaidPiece => {
      chunks.push({ ...chunk });
      return saidInChunk(chunk);
    };
    return heard(data, hear, { keep, read, isEnded: () => areEnded(chunks) });
  }

  private async embed(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const answered = await this.client.embeddings.create(embeddingsBody(call), { signal });
    const { data = [], model, usage } = answeredBody(answered) as Partial<typeof answered>;
    const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
    return { kind: 'embeddings', vectors, usage: { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: 0 }, model: model ?? call.model };
  }
}
