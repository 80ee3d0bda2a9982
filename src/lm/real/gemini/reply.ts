import type { LmCall, LmMessageReply, LmUsage } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import type { StreamedPieces } from '../streamed-pieces';

/** The reply that one response holds, or the responses of a stream together. */
export function messageOf(responses: readonly unknown[], call: LmCall, pieces?: StreamedPieces): LmMessageReply {
  const parts = responses.flatMap(partsOf);
  const toolCalls = parts.filter((part) => isRecord(part.functionCall)).map(toolCallOf);
  const text = parts.map(saidText).join('');
  const last = recordOf(responses.at(-1));
  return messageReply({
    text: text === '' && toolCalls.length > 0 ? null : text,
    thinking: parts.map(thoughtText).join('') || null,
    toolCalls,
    finishReason: finishOf(recordsOf(last.candidates)[0]?.finishReason, toolCalls.length > 0, isRecord(last.promptFeedback)),
    usage: usageOf(last.usageMetadata),
    model: textOr(last.modelVersion, call.model),
    ...(pieces !== undefined && { chunks: pieces.chunks, delaysMs: pieces.delaysMs }),
  });
}

function partsOf(response: unknown): Record<string, unknown>[] {
  const [candidate] = recordsOf(recordOf(response).candidates);
  return recordsOf(recordOf(candidate?.content).parts);
}

/** What a response says, without its thoughts. */
export function textOf(response: unknown): string {
  return partsOf(response).map(saidText).join('');
}

function saidText(part: Record<string, unknown>): string {
  return part.thought === true ? '' : textOr(part.text, '');
}

function thoughtText(part: Record<string, unknown>): string {
  return part.thought === true ? textOr(part.text, '') : '';
}

function toolCallOf(part: Record<string, unknown>): LmMessageReply['toolCalls'][number] {
  const { name, args } = recordOf(part.functionCall);
  return {
    name: textOr(name, ''),
    arguments: recordOf(args),
    ...(typeof part.thoughtSignature === 'string' && { signature: part.thoughtSignature }),
  };
}

function finishOf(reason: unknown, calledTools: boolean, wasBlocked: boolean): LmMessageReply['finishReason'] {
  if (calledTools) return 'tool_calls';
  if (reason === 'MAX_TOKENS') return 'length';
  return reason === 'STOP' || (reason === undefined && !wasBlocked) ? 'stop' : 'content_filter';
}

function usageOf(metadata: unknown): LmUsage {
  const counts = recordOf(metadata) as Record<string, number | undefined>;
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, cachedContentTokenCount, toolUsePromptTokenCount } = counts;
  return {
    inputTokens: (promptTokenCount ?? 0) + (toolUsePromptTokenCount ?? 0),
    // Thoughts are billed as output, and counted beside it.
    outputTokens: (candidatesTokenCount ?? 0) + (thoughtsTokenCount ?? 0),
    ...(thoughtsTokenCount !== undefined && { thinkingTokens: thoughtsTokenCount }),
    ...(cachedContentTokenCount !== undefined && { cachedTokens: cachedContentTokenCount }),
  };
}
