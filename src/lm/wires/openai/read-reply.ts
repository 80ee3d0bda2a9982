import type { LmCall, LmChoice, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import type { LmLogprob } from '../../../shared/boundaries/logprob';
import { readExactly } from '../../../shared/values/exact-json';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { contentText } from '../read-request';
import { withNativeWords } from '../write-reply';
import { completionOf } from './completion';
import { formOf, THOUGHT_KEYS } from './message';

type Json = Record<string, unknown>;

/** The reply that a chat completion says, whole: what has no name here is kept in its own words. */
export function readCompletion(body: Json, call: LmCall): LmMessageReply {
  const [first = readChoice({}), ...others] = recordsOf(body.choices).map(readChoice);
  const reply = messageReply({ ...first, others, usage: usageOf(recordOf(body.usage)), model: textOr(body.model, call.model) });
  return withNativeWords(reply, 'openai', completionOf(reply, call, formOf(call), ''), body);
}

/** What of the first choice a chunk of a stream brings. */
export function saidInChunk({ choices }: { readonly choices?: unknown }): { text?: string; thought?: string } {
  const [{ index, delta } = {} as Json] = recordsOf(choices);
  if (index !== 0) return {};
  const { content, ...said } = recordOf(delta);
  const thought = THOUGHT_KEYS.map((key) => textOr(said[key], '')).find((text) => text !== '');
  return { text: textOr(content, ''), ...(thought !== undefined && { thought }) };
}

function readChoice({ message, finish_reason: reason, logprobs }: Json): LmChoice {
  const said = recordOf(message);
  const called = isRecord(said.function_call) ? [{ function: said.function_call }] : recordsOf(said.tool_calls);
  const toolCalls = called.map(readToolCall);
  const refusal = typeof said.refusal === 'string' ? said.refusal : null;
  const tokens = recordsOf(recordOf(logprobs).content).map(readToken);
  return {
    fields: null,
    text: textIn(said.content) ?? (toolCalls.length > 0 || refusal !== null ? null : ''),
    thinking: thinkingIn(said),
    toolCalls,
    refusal,
    logprobs: tokens.length === 0 ? null : tokens,
    finishReason: finishOf(reason),
  };
}

/** Some models of Mistral's answer in parts. */
function textIn(content: unknown): string | null {
  return typeof content === 'string' ? content : Array.isArray(content) ? contentText(content) : null;
}

function thinkingIn(message: Json): string | null {
  const said = THOUGHT_KEYS.map((key) => message[key]).find((value) => typeof value === 'string' && value !== '');
  if (typeof said === 'string') return said;
  const parts = recordsOf(message.content).filter(({ type }) => type === 'thinking');
  return parts.map(({ thinking }) => textIn(thinking) ?? '').join('') || null;
}

function readToolCall({ id, function: called, custom }: Json): LmToolCall {
  const given = typeof id === 'string' ? { id } : {};
  if (isRecord(custom)) return { ...given, name: textOr(custom.name, ''), arguments: { input: textOr(custom.input, '') } };
  const { name, arguments: args } = recordOf(called);
  return { ...given, name: textOr(name, ''), arguments: readArguments(args) };
}

/** A small model may write what is no JSON: kept, under a name that says so. */
export function readArguments(text: unknown): Json {
  if (isRecord(text)) return text;
  try {
    const parsed = readExactly(textOr(text, '') || '{}');
    return isRecord(parsed) ? parsed : { value: parsed };
  } catch {
    return { unparsed: text };
  }
}

export function readToken({ token, logprob, top_logprobs: top }: Json): LmLogprob {
  return {
    token: textOr(token, ''),
    logprob: Number(logprob),
    top: recordsOf(top).map(({ token: likely, logprob: how }) => ({ token: textOr(likely, ''), logprob: Number(how) })),
  };
}

function finishOf(reason: unknown): LmMessageReply['finishReason'] {
  if (reason === 'tool_calls' || reason === 'length' || reason === 'content_filter') return reason;
  return reason === 'function_call' ? 'tool_calls' : 'stop';
}

function usageOf(usage: Json): LmUsage {
  const cached = recordOf(usage.prompt_tokens_details).cached_tokens;
  const thinking = recordOf(usage.completion_tokens_details).reasoning_tokens;
  return {
    inputTokens: Number(usage.prompt_tokens ?? 0),
    outputTokens: Number(usage.completion_tokens ?? 0),
    ...(typeof cached === 'number' && { cachedTokens: cached }),
    ...(typeof thinking === 'number' && { thinkingTokens: thinking }),
  };
}
