import type Anthropic from '@anthropic-ai/sdk';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { inNativeWords, saidText, saysNoText, toolCallIds } from '../write-reply';
import type { Message } from './stream';

/** What the API leaves out of an ordinary reply, though its types say that it is always there. */
type UnusedUsage = 'cache_creation' | 'inference_geo' | 'output_tokens_details' | 'server_tool_use' | 'speed';
type Without<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;
type Block = Without<Anthropic.TextBlock, 'citations'> | Anthropic.ThinkingBlock | Anthropic.ToolUseBlock;
type Written = Without<Omit<Anthropic.Message, 'content' | 'usage'>, 'container' | 'diagnostics' | 'stop_details'> & {
  readonly content: Block[];
  readonly usage: Without<Anthropic.Usage, UnusedUsage>;
};

/** A reply as a message of Anthropic's. */
export function messageOf(reply: LmMessageReply, call: LmCall, id: string): Message {
  const written: Written = {
    id,
    type: 'message',
    role: 'assistant',
    model: reply.model,
    content: blocksOf(reply, call),
    stop_reason: stopReason(reply),
    stop_sequence: null,
    ...(reply.refusal !== null && { stop_details: { type: 'refusal', category: null, explanation: reply.refusal } }),
    usage: usageOf(reply),
    ...reply.extras?.message,
    ...reply.extras?.body,
  };
  return inNativeWords(reply, 'anthropic', written as unknown as Message);
}

function blocksOf(reply: LmMessageReply, call: LmCall): Block[] {
  const [ids = []] = toolCallIds(reply, call);
  return [
    // Clients send the signature back; nothing here looks at it.
    ...(reply.thinking === null ? [] : [{ type: 'thinking' as const, thinking: reply.thinking, signature: 'dspex' }]),
    ...(saysNoText(reply) ? [] : [{ type: 'text' as const, text: saidText(reply) }]),
    ...reply.toolCalls.map(({ name, arguments: input }, index) => ({
      type: 'tool_use' as const,
      id: ids[index] as string,
      name,
      input,
      caller: { type: 'direct' as const },
    })),
  ];
}

function stopReason({ finishReason, refusal: refused }: LmMessageReply): Anthropic.StopReason {
  if (refused !== null) return 'refusal';
  if (finishReason === 'tool_calls') return 'tool_use';
  if (finishReason === 'length') return 'max_tokens';
  return finishReason === 'content_filter' ? 'refusal' : 'end_turn';
}

function usageOf({ usage }: LmMessageReply): Written['usage'] {
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0, thinkingTokens } = usage;
  return {
    // Anthropic tells what its cache read and wrote beside the rest.
    input_tokens: inputTokens - cachedTokens - cacheWriteTokens,
    cache_read_input_tokens: cachedTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    output_tokens: outputTokens,
    ...(thinkingTokens !== undefined && { output_tokens_details: { thinking_tokens: thinkingTokens } }),
    service_tier: 'standard',
  };
}
