import type { LmCall, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { withNativeWords } from '../write-reply';
import { messageOf } from './message';

type Json = Record<string, unknown>;

/** The reply that a message of Anthropic's says, whole: what has no name here is kept in its own words. */
export function readMessage(body: Json, call: LmCall): LmMessageReply {
  const blocks = recordsOf(body.content);
  const toolCalls = blocks.filter(({ type }) => type === 'tool_use').map(readToolCall);
  const text = textIn(blocks, 'text', 'text');
  const refused = refusalIn(body);
  const reply = messageReply({
    text: text === '' && (toolCalls.length > 0 || refused !== null) ? null : text,
    thinking: textIn(blocks, 'thinking', 'thinking') || null,
    toolCalls,
    refusal: refused,
    finishReason: finishOf(body.stop_reason),
    usage: usageOf(recordOf(body.usage)),
    model: textOr(body.model, call.model),
  });
  return withNativeWords(reply, 'anthropic', messageOf(reply, call, ''), body);
}

function textIn(blocks: readonly Json[], type: string, name: string): string {
  return blocks
    .filter((block) => block.type === type)
    .map((block) => textOr(block[name], ''))
    .join('');
}

function readToolCall({ id, name, input }: Json): LmToolCall {
  return { id: textOr(id, ''), name: textOr(name, ''), arguments: recordOf(input) };
}

/** What it says of its refusal, where it says something. */
function refusalIn({ stop_reason: reason, stop_details: details }: Json): string | null {
  const explanation = recordOf(details).explanation;
  return reason === 'refusal' && typeof explanation === 'string' ? explanation : null;
}

function finishOf(reason: unknown): LmMessageReply['finishReason'] {
  if (reason === 'tool_use') return 'tool_calls';
  if (reason === 'max_tokens' || reason === 'model_context_window_exceeded') return 'length';
  return reason === 'refusal' ? 'content_filter' : 'stop';
}

/** Anthropic tells what its cache read and wrote beside the rest of the input. */
function usageOf(usage: Json): LmUsage {
  const [read, written] = [Number(usage.cache_read_input_tokens ?? 0), Number(usage.cache_creation_input_tokens ?? 0)];
  const long = Number(recordOf(usage.cache_creation).ephemeral_1h_input_tokens ?? 0);
  const thinking = recordOf(usage.output_tokens_details).thinking_tokens;
  return {
    inputTokens: Number(usage.input_tokens ?? 0) + read + written,
    outputTokens: Number(usage.output_tokens ?? 0),
    ...(read > 0 && { cachedTokens: read }),
    ...(written > 0 && { cacheWriteTokens: written }),
    ...(long > 0 && { longCacheWriteTokens: long }),
    ...(typeof thinking === 'number' && { thinkingTokens: thinking }),
  };
}
