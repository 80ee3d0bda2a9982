import type { LmCall, LmUsage } from '../../shared/boundaries/lm-call';
import { choicesAsked } from '../call/choices-asked';

/** More than any provider's wrapping of a message, a tool or a schema. */
const PER_ITEM = 64;
/** A picture is at most so many tiles of 258 tokens, as Gemini counts them; of other media the bytes bound it. */
const PER_MEDIA = 16 * 258;

/**
 * The most tokens that a call can be billed for. A byte is at least one token in no tokenizer in use, so the bytes of a prompt bound it;
 * the reply is bounded by its limit, which thinking counts towards.
 */
export function worstCase(call: LmCall, longestReply: number, contextWindow: number): LmUsage {
  // The prompt is billed once, each choice by itself.
  const maxOutputTokens = longestReply * choicesAsked(call);
  const text = [call.system, ...call.tools.map((tool) => JSON.stringify(tool)), JSON.stringify(call.schema ?? '')];
  const parts = call.messages.flatMap((message) => message.parts);
  const media = parts.filter((part) => part.type === 'media');
  const rest = parts.filter((part) => part.type !== 'media').map((part) => (part.type === 'text' ? part.text : JSON.stringify(part)));
  // What lies behind a URL has no size here: then the whole context may be full.
  if (media.some((part) => part.data === undefined)) return { ...readTokens(call, contextWindow), outputTokens: maxOutputTokens };
  const bytes = [...text, ...rest].reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
  const mediaTokens = media.reduce((sum, part) => sum + Math.max(PER_MEDIA, Buffer.byteLength(part.data ?? '', 'base64')), 0);
  const items = 1 + call.messages.length + call.tools.length;
  const isReply = call.operation === 'generate';
  return { ...readTokens(call, bytes + mediaTokens + items * PER_ITEM), outputTokens: isReply ? maxOutputTokens : 0 };
}

/** What is kept in a cache costs more than what is only read. */
function readTokens({ carried, messages, tools }: LmCall, inputTokens: number): Omit<LmUsage, 'outputTokens'> {
  const said = JSON.stringify([carried, messages, tools]);
  if (!said.includes('"cache_control"')) return { inputTokens };
  const isLong = said.includes('"ttl":"1h"');
  return { inputTokens, cacheWriteTokens: inputTokens, ...(isLong && { longCacheWriteTokens: inputTokens }) };
}
