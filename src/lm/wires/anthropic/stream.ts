import type Anthropic from '@anthropic-ai/sdk';
import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { replyPieces } from '../write-reply';

export type Block = Anthropic.TextBlock | Anthropic.ThinkingBlock | Anthropic.ToolUseBlock;
type Event = Anthropic.RawMessageStreamEvent;

/** One write to each piece of text and each tool call, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(reply: LmMessageReply, message: Anthropic.Message, blocks: readonly Block[]): Event[][] {
  const begun = { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 0 } };
  const opening: Event[] = [{ type: 'message_start', message: begun }];
  const said: Event[][] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'thinking') opening.push(...thinkingEvents(block, index));
    else said.push(...(block.type === 'text' ? textWrites(reply, index) : [toolEvents(block, index)]));
  }
  const [first = [], ...rest] = said;
  const { stop_reason, usage } = message;
  const delta = { stop_reason, stop_sequence: null, stop_details: null, container: null };
  return [[...opening, ...first], ...rest, [{ type: 'message_delta', delta, usage }, { type: 'message_stop' }]];
}

function textWrites(reply: LmMessageReply, index: number): Event[][] {
  const pieces = replyPieces(reply);
  const start: Event = { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } };
  const stop: Event = { type: 'content_block_stop', index };
  if (pieces.length === 0) return [[start, stop]];
  return pieces.map((text, at) => [
    ...(at === 0 ? [start] : []),
    { type: 'content_block_delta', index, delta: { type: 'text_delta', text } },
    ...(at === pieces.length - 1 ? [stop] : []),
  ]);
}

function thinkingEvents({ thinking, signature }: Anthropic.ThinkingBlock, index: number): Event[] {
  return [
    { type: 'content_block_start', index, content_block: { type: 'thinking', thinking: '', signature: '' } },
    { type: 'content_block_delta', index, delta: { type: 'thinking_delta', thinking } as Anthropic.ThinkingDelta },
    { type: 'content_block_delta', index, delta: { type: 'signature_delta', signature } },
    { type: 'content_block_stop', index },
  ];
}

function toolEvents(block: Anthropic.ToolUseBlock, index: number): Event[] {
  return [
    { type: 'content_block_start', index, content_block: { ...block, input: {} } },
    { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) } },
    { type: 'content_block_stop', index },
  ];
}
