import OpenAI from 'openai';
import type { LmCall, LmErrorReply, LmMessage, LmMessageReply, LmPart, LmUsage } from '../../shared/boundaries/lm-call';
import { toOpenAiToolChoice } from '../call/tool-choice';
import { isRecord } from '../wires/wire';
import { message, type Provider, type ProviderOptions, type ProviderReply, renamed, StreamedPieces, textOfParts } from './provider';

type ChatBody = OpenAI.Chat.ChatCompletionCreateParams;
type Chunk = OpenAI.Chat.ChatCompletionChunk;

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  stop: 'stop',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  reasoningEffort: 'reasoning_effort',
} as const;

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
      const reply = errorReply(error);
      if (reply === null) throw error;
      return reply;
    }
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const completion = await this.client.chat.completions.create({ ...this.bodyOf(call), stream: false }, { signal });
    const [choice] = completion.choices;
    const calls = (choice?.message.tool_calls ?? []).flatMap((tool) => (tool.type === 'function' ? [tool] : []));
    return message({
      text: choice?.message.content ?? (calls.length > 0 ? null : ''),
      toolCalls: calls.map(({ id, function: called }) => ({ id, name: called.name, arguments: argumentsOf(called.arguments) })),
      finishReason: finishOf(choice?.finish_reason),
      usage: usageOf(completion.usage),
      model: completion.model,
    });
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const body = { ...this.bodyOf(call), stream: true, stream_options: { include_usage: true } } as const;
    const stream = await this.client.chat.completions.create(body, { signal });
    const pieces = new StreamedPieces();
    const chunks: Chunk[] = [];
    for await (const chunk of stream) {
      chunks.push(chunk);
      pieces.add(chunk.choices[0]?.delta.content ?? '');
    }
    const toolCalls = streamedTools(chunks);
    return message({
      text: pieces.chunks.length === 0 && toolCalls.length > 0 ? null : pieces.chunks.join(''),
      toolCalls,
      finishReason: finishOf(chunks.map((chunk) => chunk.choices[0]?.finish_reason).find((reason) => reason != null)),
      usage: usageOf(chunks.filter((chunk) => chunk.usage != null).at(-1)?.usage),
      model: chunks[0]?.model ?? call.model,
      chunks: pieces.chunks,
      delaysMs: pieces.delaysMs,
    });
  }

  private async embed(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { dimensions } = call.sampling;
    const input = call.messages.map(({ parts }) => textOfParts(parts));
    const body = {
      model: call.model,
      input,
      encoding_format: 'float' as const,
      ...(dimensions !== undefined && { dimensions: Number(dimensions) }),
    };
    const { data, model, usage } = await this.client.embeddings.create(body, { signal });
    const vectors = [...data].sort((a, b) => a.index - b.index).map(({ embedding }) => embedding);
    return { kind: 'embeddings', vectors, usage: { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: 0 }, model };
  }

  private bodyOf(call: LmCall): Omit<ChatBody, 'stream' | 'stream_options'> {
    const { sampling, schema, tools, system } = call;
    const systemMessage = system === '' ? [] : [{ role: 'system' as const, content: system }];
    return {
      model: call.model,
      messages: [...systemMessage, ...call.messages.flatMap(toMessages)] as ChatBody['messages'],
      ...renamed(sampling, SAMPLING),
      // OpenAI refuses the old spelling for its newer models; other servers may know no other.
      max_completion_tokens: sampling.maxTokens as number,
      ...(this.isOwnServer && { max_tokens: sampling.maxTokens as number }),
      ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
      ...(isRecord(sampling.toolChoice) && { tool_choice: toOpenAiToolChoice(sampling.toolChoice as never) as never }),
      ...(schema !== null && { response_format: { type: 'json_schema' as const, json_schema: { name: 'reply', schema } } }),
      ...(schema === null && sampling.responseFormat === 'json' && { response_format: { type: 'json_object' as const } }),
    };
  }
}

function toMessages({ role, parts }: LmMessage): object[] {
  if (role === 'tool')
    return parts.flatMap((part) =>
      part.type === 'tool_result' ? [{ role: 'tool', tool_call_id: part.id ?? part.name ?? '', content: contentText(part.content) }] : [],
    );
  if (role === 'user') return [{ role, content: parts.every((part) => part.type === 'text') ? textOfParts(parts) : parts.map(toContent) }];
  const calls = parts.flatMap((part) => (part.type === 'tool_call' ? [part] : []));
  const tools = calls.map((part, index) => ({
    id: part.id ?? `call_${index}`,
    type: 'function',
    function: { name: part.name, arguments: JSON.stringify(part.arguments) },
  }));
  const text = textOfParts(parts);
  return [{ role, content: text === '' && tools.length > 0 ? null : text, ...(tools.length > 0 && { tool_calls: tools }) }];
}

function contentText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function toContent(part: LmPart): unknown {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'media') return { type: 'image_url', image_url: { url: part.url ?? `data:${part.mimeType};base64,${part.data}` } };
  return part.type === 'other' ? part.value : { type: 'text', text: JSON.stringify(part) };
}

function streamedTools(chunks: readonly Chunk[]): LmMessageReply['toolCalls'] {
  const tools = new Map<number, { id: string; name: string; text: string }>();
  for (const delta of chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])) {
    const tool = tools.get(delta.index) ?? { id: '', name: '', text: '' };
    tools.set(delta.index, {
      id: tool.id + (delta.id ?? ''),
      name: tool.name + (delta.function?.name ?? ''),
      text: tool.text + (delta.function?.arguments ?? ''),
    });
  }
  return [...tools.values()].map(({ id, name, text }) => ({ id, name, arguments: argumentsOf(text) }));
}

/** A small model may write what is no JSON: kept, under a name that says so. */
function argumentsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text === '' ? '{}' : text);
    return isRecord(parsed) ? parsed : { value: parsed };
  } catch {
    return { unparsed: text };
  }
}

function finishOf(reason: string | null | undefined): LmMessageReply['finishReason'] {
  if (reason === 'tool_calls' || reason === 'length' || reason === 'content_filter') return reason;
  return reason === 'function_call' ? 'tool_calls' : 'stop';
}

function usageOf(usage: OpenAI.CompletionUsage | null | undefined): LmUsage {
  const cachedTokens = usage?.prompt_tokens_details?.cached_tokens;
  const thinkingTokens = usage?.completion_tokens_details?.reasoning_tokens;
  return {
    inputTokens: usage?.prompt_tokens ?? 0,
    outputTokens: usage?.completion_tokens ?? 0,
    ...(cachedTokens !== undefined && { cachedTokens }),
    ...(thinkingTokens !== undefined && { thinkingTokens }),
  };
}

function errorReply(error: unknown): LmErrorReply | null {
  if (!(error instanceof OpenAI.APIError) || typeof error.status !== 'number') return null;
  const headers = error.headers as Headers | undefined;
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
  return {
    kind: 'error',
    status: error.status,
    message: error.message,
    retryAfterMs: Number.isFinite(ms) ? ms : Number.isFinite(seconds) ? seconds * 1000 : null,
    quotaId: typeof error.code === 'string' ? error.code : null,
  };
}
