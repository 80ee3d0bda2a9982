import { type Content, type GenerativeModel, GoogleGenerativeAI, GoogleGenerativeAIFetchError, type Part } from '@google/generative-ai';
import type { LmCall, LmErrorReply, LmMessageReply, LmPart, LmUsage } from '../../shared/boundaries/lm-call';
import { toGeminiToolConfig } from '../call/tool-choice';
import { joinToolResults, toolNames } from '../call/tool-results';
import { isRecord, recordsOf, textOr } from '../wires/wire';
import { message, type Provider, type ProviderOptions, type ProviderReply, renamed, StreamedPieces, textOfParts } from './provider';

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxTokens: 'maxOutputTokens',
  stop: 'stopSequences',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
} as const;

/** Gemini by Google's own client, https://ai.google.dev/api. */
export class GeminiProvider implements Provider {
  readonly name = 'gemini';
  readonly isFree = false;

  get host(): string {
    return new URL(this.options.baseUrl ?? 'https://generativelanguage.googleapis.com').host;
  }

  constructor(private readonly options: ProviderOptions) {}

  async send(call: LmCall, signal?: AbortSignal): Promise<ProviderReply> {
    try {
      if (call.operation === 'embed') return await this.embed(call, signal);
      if (call.operation === 'count_tokens') return await this.count(call, signal);
      return call.stream ? await this.stream(call, signal) : await this.generate(call, signal);
    } catch (error) {
      const reply = errorReply(error);
      if (reply === null) throw error;
      return reply;
    }
  }

  private model(call: LmCall, signal: AbortSignal | undefined): GenerativeModel {
    const { apiKey = 'none', baseUrl } = this.options;
    return new GoogleGenerativeAI(apiKey).getGenerativeModel(
      {
        model: call.model,
        ...(call.system !== '' && { systemInstruction: call.system }),
        ...(call.tools.length > 0 && { tools: [{ functionDeclarations: call.tools.map(declared) }] as never }),
        ...(isRecord(call.sampling.toolChoice) && { toolConfig: toGeminiToolConfig(call.sampling.toolChoice as never) as never }),
        generationConfig: generationConfig(call) as never,
      },
      // Typed for single requests, and handed on from here to each.
      { ...(baseUrl !== undefined && { baseUrl }), ...(signal !== undefined && { signal }) },
    );
  }

  private async generate(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const { response } = await this.model(call, signal).generateContent({ contents: contentsOf(call) });
    return collected([response], call, null);
  }

  private async stream(call: LmCall, signal: AbortSignal | undefined): Promise<LmMessageReply> {
    const { stream } = await this.model(call, signal).generateContentStream({ contents: contentsOf(call) });
    const pieces = new StreamedPieces();
    const responses: unknown[] = [];
    for await (const response of stream) {
      responses.push(response);
      pieces.add(partsOf(response).map(saidText).join(''));
    }
    return collected(responses, call, pieces);
  }

  private async embed(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { dimensions, taskType } = call.sampling;
    const requests = call.messages.map(({ parts }) => ({
      content: { role: 'user', parts: [{ text: textOfParts(parts) }] },
      ...(taskType !== undefined && { taskType: taskType as never }),
      // Not in the client's types, and passed on by it.
      ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    }));
    const { embeddings } = await this.model(call, signal).batchEmbedContents({ requests });
    // Gemini tells no usage for embeddings; what they are charged is the ledger's to say.
    const usage = { inputTokens: 0, outputTokens: 0 };
    return { kind: 'embeddings', vectors: embeddings.map(({ values }) => values), usage, model: call.model };
  }

  private async count(call: LmCall, signal: AbortSignal | undefined): Promise<ProviderReply> {
    const { totalTokens } = await this.model(call, signal).countTokens({ contents: contentsOf(call) });
    return { kind: 'token_count', tokens: totalTokens, model: call.model };
  }
}

function declared({ name, description, parameters }: LmCall['tools'][number]): object {
  return { name, description, ...(Object.keys(parameters).length > 0 && { parametersJsonSchema: parameters }) };
}

function generationConfig({ sampling, schema, operation }: LmCall): Record<string, unknown> {
  if (operation !== 'generate') return {};
  const format = schema === null ? sampling.responseFormat === 'json' : true;
  return {
    ...renamed(sampling, SAMPLING),
    ...(format && { responseMimeType: 'application/json' }),
    ...(schema !== null && { responseJsonSchema: schema }),
  };
}

// Gemini wants as many results in one message as the one before has calls, each under its tool's name.
function contentsOf({ messages }: LmCall): Content[] {
  const names = toolNames(messages);
  return joinToolResults(messages).map(({ role, parts }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: parts.map((part) => toPart(part, names)),
  }));
}

function toPart(part: LmPart, names: ReadonlyMap<string, string>): Part {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'tool_call': {
      const call = { functionCall: { name: part.name, args: part.arguments as object } };
      return (part.signature === undefined ? call : { ...call, thoughtSignature: part.signature }) as Part;
    }
    case 'tool_result': {
      const response = isRecord(part.content) ? part.content : { result: part.content };
      return { functionResponse: { name: part.name ?? names.get(part.id ?? '') ?? part.id ?? '', response } };
    }
    case 'media':
      return part.data === undefined
        ? { fileData: { mimeType: part.mimeType ?? '', fileUri: part.url ?? '' } }
        : { inlineData: { mimeType: part.mimeType ?? '', data: part.data } };
    default:
      return part.value as Part;
  }
}

function partsOf(response: unknown): Record<string, unknown>[] {
  const [candidate] = recordsOf(isRecord(response) ? response.candidates : []);
  return recordsOf(isRecord(candidate?.content) ? candidate.content.parts : []);
}

function saidText(part: Record<string, unknown>): string {
  return part.thought === true ? '' : textOr(part.text, '');
}

function collected(responses: readonly unknown[], call: LmCall, pieces: StreamedPieces | null): LmMessageReply {
  const parts = responses.flatMap(partsOf);
  const toolCalls = parts.filter((part) => isRecord(part.functionCall)).map(toolCallOf);
  const text = parts.map(saidText).join('');
  const thinking = parts
    .filter((part) => part.thought === true)
    .map((part) => textOr(part.text, ''))
    .join('');
  const last = (responses.at(-1) ?? {}) as Record<string, unknown>;
  return message({
    text: text === '' && toolCalls.length > 0 ? null : text,
    thinking: thinking === '' ? null : thinking,
    toolCalls,
    finishReason: finishOf(recordsOf(last.candidates)[0]?.finishReason, toolCalls.length > 0, isRecord(last.promptFeedback)),
    usage: usageOf(last.usageMetadata),
    model: textOr(last.modelVersion, call.model),
    ...(pieces !== null && { chunks: pieces.chunks, delaysMs: pieces.delaysMs }),
  });
}

function toolCallOf(part: Record<string, unknown>): LmMessageReply['toolCalls'][number] {
  const { name, args } = part.functionCall as Record<string, unknown>;
  return {
    name: textOr(name, ''),
    arguments: isRecord(args) ? args : {},
    ...(typeof part.thoughtSignature === 'string' && { signature: part.thoughtSignature }),
  };
}

function finishOf(reason: unknown, calledTools: boolean, wasBlocked: boolean): LmMessageReply['finishReason'] {
  if (calledTools) return 'tool_calls';
  if (reason === 'MAX_TOKENS') return 'length';
  return reason === 'STOP' || (reason === undefined && !wasBlocked) ? 'stop' : 'content_filter';
}

function usageOf(metadata: unknown): LmUsage {
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount, toolUsePromptTokenCount } = (
    isRecord(metadata) ? metadata : {}
  ) as Record<string, number | undefined>;
  return {
    inputTokens: (promptTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0),
    // Thoughts are billed as output, and told beside it.
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
    ...(thoughtsTokenCount !== undefined && { thinkingTokens: thoughtsTokenCount }),
    ...(cachedContentTokenCount !== undefined && { cachedTokens: cachedContentTokenCount }),
  };
}

/** An error status as an answer, with what google/rpc/error_details.proto tells of it; null for anything else. */
function errorReply(error: unknown): LmErrorReply | null {
  if (!(error instanceof GoogleGenerativeAIFetchError) || error.status === undefined) return null;
  const details = recordsOf(error.errorDetails);
  const seconds = /^([\d.]+)s$/.exec(textOr(details.find((detail) => 'retryDelay' in detail)?.retryDelay, ''));
  const [violation] = recordsOf(details.find((detail) => 'violations' in detail)?.violations);
  return {
    kind: 'error',
    status: error.status,
    message: error.message.replace(/^\[GoogleGenerativeAI Error\]: /, ''),
    retryAfterMs: seconds === null ? null : Math.ceil(Number(seconds[1]) * 1000),
    quotaId: typeof violation?.quotaId === 'string' ? violation.quotaId : null,
  };
}
