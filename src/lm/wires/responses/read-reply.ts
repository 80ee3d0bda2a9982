import type { LmCall, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { readArguments, readToken } from '../openai/read-reply';
import { withNativeWords } from '../write-reply';
import { responseOf } from './encode';
import { OWN_CALLS } from './own-calls';

type Json = Record<string, unknown>;

/**
 * The reply that a response of OpenAI's says, whole: what has no name here, as the calls of its own tools, is kept in its own words. `late`:
 * what of it a stream did not begin with.
 */
export function readResponse(body: Json, call: LmCall, late: readonly string[] = []): LmMessageReply {
  const items = recordsOf(body.output);
  const content = items.filter(({ type }) => type === 'message').flatMap((item) => recordsOf(item.content));
  const toolCalls = items.flatMap((item) => readToolCall(item, call));
  const refusal = joined(content, 'refusal');
  const text = joined(content, 'text');
  const tokens = content.flatMap(({ logprobs }) => recordsOf(logprobs)).map(readToken);
  const reply = messageReply({
    text: text === '' && (toolCalls.length > 0 || refusal !== '') ? null : text,
    thinking: thoughtsIn(items) || null,
    toolCalls,
    refusal: refusal || null,
    logprobs: tokens.length === 0 ? null : tokens,
    finishReason: finishOf(body, toolCalls.length > 0),
    usage: usageOf(recordOf(body.usage)),
    model: textOr(body.model, call.model),
  });
  return withNativeWords(reply, 'openai_responses', responseOf(reply, call, { body: '{}', idSeed: '' }), body, late);
}

function joined(parts: readonly Json[], name: 'text' | 'refusal'): string {
  return parts.map((part) => textOr(part[name], '')).join('');
}

function thoughtsIn(items: readonly Json[]): string {
  const thoughts = items.filter(({ type }) => type === 'reasoning');
  return thoughts.map(({ summary, content }) => joined([...recordsOf(summary), ...recordsOf(content)], 'text')).join('');
}

/** A call that the client answers. */
function readToolCall(item: Json, { tools }: LmCall): LmToolCall[] {
  const id = typeof item.call_id === 'string' ? { id: item.call_id } : {};
  const name = textOr(item.name, '');
  if (item.type === 'function_call') return [{ ...id, name, arguments: readArguments(item.arguments) }];
  if (item.type === 'custom_tool_call') return [{ ...id, name, arguments: { input: textOr(item.input, '') } }];
  const own = tools.find(({ type = '' }) => item.type !== undefined && OWN_CALLS[type]?.type === item.type);
  const place = OWN_CALLS[own?.type ?? '']?.argument;
  return own === undefined || place === undefined ? [] : [{ ...id, name: own.name, arguments: recordOf(item[place]) }];
}

function finishOf({ status, incomplete_details: details }: Json, calledTools: boolean): LmMessageReply['finishReason'] {
  if (status === 'incomplete') return recordOf(details).reason === 'content_filter' ? 'content_filter' : 'length';
  return calledTools ? 'tool_calls' : 'stop';
}

function usageOf(usage: Json): LmUsage {
  const [input, output] = [recordOf(usage.input_tokens_details), recordOf(usage.output_tokens_details)];
  const given = { cachedTokens: input.cached_tokens, cacheWriteTokens: input.cache_write_tokens, thinkingTokens: output.reasoning_tokens };
  return {
    inputTokens: Number(usage.input_tokens ?? 0),
    outputTokens: Number(usage.output_tokens ?? 0),
    ...Object.fromEntries(Object.entries(given).filter(([, count]) => typeof count === 'number')),
  };
}
