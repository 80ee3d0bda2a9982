import OpenAI from 'openai';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import type { Provider, ProviderOptions, ProviderReply } from '../provider';
import { StreamedPieces } from '../streamed-pieces';
import { openAiError } from './error';
import { messageOf, streamedMessage } from './reply';
import { completionBody, embeddingsBody } from './request';

/** OpenAI, and every server that speaks its chat completions: vLLM, Ollama, llama.cpp. */
export class OpenAiProvider implements Provider {
  readonly name = 'openai';
  private readonly client: OpenAI;
  private readonly isOwnServer: boolean;

  constructor({ apiKey, baseUrl, fetch }: ProviderOptions) {
    this.isOwnServer = baseUrl !== undefined && new URL(baseUrl).hostname !== 'api.openai.com';
    this.client = new OpenAI({ apiKey: apiKey ?? 'none', ...(baseUrl !== undefined && { baseURL: baseUrl }), maxRetries: 0, fetch });
  }

  get host(): string {
    return new URL(this.client.baseURL).host;
  }

  get isFree(): boolean {
    return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(this.client.baseURL).hostname);
  }

  async send(call: LmCall, signal?: AbortSignal): Promise<ProviderReply> {
    try {
      if (call.operation === 'embed') return await this.embed(call, signal);
      return call.stream ? await this.stream(call, signal) : await this.generate(call, signal);
    } catch (error) {
      const reply = openAiError(error);
      if (reply === null) throw error;
      return reply;
    }
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const completion = await this.client.chat.completions.create({ ...completionBody(call, this.isOwnServer), stream: false }, { signal });
    return messageOf(completion);
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const body = { ...completionBody(call, this.isOwnServer), stream: true, stream_options: { include_usage: true } } as const;
    const stream = await this.client.chat.completions.create(body, { signal });
    const pieces = new StreamedPieces();
    const chunks: OpenAI.Chat.ChatCompletionChunk[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      pieces.add(chunk.choices[0]?.delta.content ?? '');
    }
    return streamedMessage(chunks, pieces, call.model);
  }

  private async embed(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { data, model, usage } = await this.client.embeddings.create(embeddingsBody(call), { signal });
    const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
    return { kind: 'embeddings', vectors, usage: { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: 0 }, model };
  }
}
