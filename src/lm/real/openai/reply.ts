import type OpenAI from 'openai';
import type { LmMessageReply, LmUsage } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import type { StreamedPieces } from '../streamed-pieces';

type Chunk = OpenAI.Chat.ChatCompletionChunk;

/** The reply of a whole completion. */
export function messageOf({ choices: [choice], usage, model }: OpenAI.Chat.ChatCompletion): LmMessageReply {
  const calls = (choice?.message.tool_calls ?? []).flatMap((tool) => (tool.type === 'function' ? [tool] : []));
  return messageReply({
    text: choice?.message.content ?? (calls.length > 0 ? null : ''),
    toolCalls: calls.map(({ id, function: called }) => ({ id, name: called.name, arguments: argumentsOf(called.arguments) })),
    finishReason: finishOf(choice?.finish_reason),
    usage: usageOf(usage),
    model,
  });
}

/** The reply that the chunks of a stream make together. `askedModel`: for a stream without any. */
export function streamedMessage(chunks: readonly Chunk[], pieces: StreamedPieces, askedModel: string): LmMessageReply {
  const toolCalls = streamedTools(chunks);
  return messageReply({
    text: pieces.chunks.length === 0 && toolCalls.length > 0 ? null : pieces.chunks.join(''),
    toolCalls,
    finishReason: finishOf(chunks.map((chunk) => chunk.choices[0]?.finish_reason).find((reason) => reason != null)),
    usage: usageOf(chunks.filter((chunk) => chunk.usage != null).at(-1)?.usage),
    model: chunks[0]?.model ?? askedModel,
    chunks: pieces.chunks,
    delaysMs: pieces.delaysMs,
  });
}

/** The tool calls of a stream, put together by their index. */
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
