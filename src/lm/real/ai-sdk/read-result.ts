import type { LmCall, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { readArguments } from '../../wires/openai/read-reply';
import type { AiPart, AiResult } from './model';

/** The reply that a result says. */
export function readResult({ content, finishReason, usage, response }: AiResult, call: LmCall): LmMessageReply {
  const said = (type: string): string => content.flatMap((part) => (part.type === type ? [textOr(part.text, '')] : [])).join('');
  const toolCalls = content.filter(({ type }) => type === 'tool-call').map(readToolCall);
  const text = said('text');
  return messageReply({
    text: text === '' && toolCalls.length > 0 ? null : text,
    thinking: said('reasoning') || null,
    toolCalls,
    finishReason: finishOf(isRecord(finishReason) ? finishReason.unified : finishReason, toolCalls.length > 0),
    usage: usageOf(recordOf(usage)),
    model: response?.modelId ?? call.model,
    requestId: requestIdIn(response?.headers),
  });
}

/** The result that the parts of a stream make together. */
export function joinedParts(parts: readonly AiPart[]): AiResult {
  const end = parts.filter(({ type }) => type === 'finish').at(-1);
  const model = parts.filter((part) => part.type === 'response-metadata' && typeof part.modelId === 'string').at(-1);
  return {
    content: joinedContent(parts),
    finishReason: end?.finishReason,
    usage: end?.usage,
    ...(model !== undefined && { response: { modelId: model.modelId as string } }),
  };
}

/**
 * False where the provider did not say why its reply ends: a package then makes a reason of its own. Those of an older contract have one word
 * for none and for one that they do not know: then a reply with whole calls of tools is over.
 */
export function isEnded({ finishReason, content }: AiResult): boolean {
  if (isRecord(finishReason)) return finishReason.unified !== 'other' || typeof finishReason.raw === 'string';
  if (finishReason === 'unknown') return content.some(({ type }) => type === 'tool-call');
  return typeof finishReason === 'string';
}

function joinedContent(parts: readonly AiPart[]): AiPart[] {
  const grown = new Map<string, { type: string; text: string }>();
  return parts.flatMap((part): AiPart[] => {
    const [, type = '', step] = /^(text|reasoning)-(start|delta)$/.exec(part.type) ?? [];
    const block = grown.get(`${type} ${String(part.id)}`);
    if (step === 'delta' && block !== undefined) block.text += textOr(part.delta, '');
    if (step !== 'start') return part.type === 'tool-call' ? [part] : [];
    const begun = { type, text: '' };
    grown.set(`${type} ${String(part.id)}`, begun);
    return [begun];
  });
}

function readToolCall({ toolCallId: id, toolName: name, input }: AiPart): LmToolCall {
  return { id: textOr(id, ''), name: textOr(name, ''), arguments: readArguments(input) };
}

/** Gemini says of calls that it stopped. */
function finishOf(reason: unknown, calledTools: boolean): LmMessageReply['finishReason'] {
  if (reason === 'content-filter') return 'content_filter';
  if (reason === 'length') return reason;
  return reason === 'tool-calls' || calledTools ? 'tool_calls' : 'stop';
}

/** From V3 on the counts are told by kind. */
function usageOf({ inputTokens, outputTokens, cachedInputTokens, reasoningTokens }: Record<string, unknown>): LmUsage {
  const [input, output] = [recordOf(inputTokens), recordOf(outputTokens)];
  const cached = cachedInputTokens ?? input.cacheRead;
  const thinking = reasoningTokens ?? output.reasoning;
  return {
    inputTokens: Number((isRecord(inputTokens) ? input.total : inputTokens) ?? 0),
    outputTokens: Number((isRecord(outputTokens) ? output.total : outputTokens) ?? 0),
    ...(typeof cached === 'number' && { cachedTokens: cached }),
    ...(typeof input.cacheWrite === 'number' && { cacheWriteTokens: input.cacheWrite }),
    ...(typeof thinking === 'number' && { thinkingTokens: thinking }),
  };
}

function requestIdIn(headers: Readonly<Record<string, string>> = {}): string | null {
  return headers['x-request-id'] ?? headers['request-id'] ?? null;
}
