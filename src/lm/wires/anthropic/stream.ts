import type Anthropic from '@anthropic-ai/sdk';
import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { argumentPieces, textPieces } from '../write-reply';

/** What the API leaves out of an ordinary reply, though its types say that it is always there. */
type LeftOut = 'container' | 'diagnostics' | 'stop_details';
type UnusedUsage = 'cache_creation' | 'inference_geo' | 'output_tokens_details' | 'server_tool_use' | 'speed';
type Without<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

export type Block = Without<Anthropic.TextBlock, 'citations'> | Anthropic.ThinkingBlock | Anthropic.ToolUseBlock;
export type Message = Without<Omit<Anthropic.Message, 'content' | 'usage'>, LeftOut> & {
  readonly content: Block[];
  readonly usage: Without<Anthropic.Usage, UnusedUsage>;
};
type Start = Omit<Anthropic.RawContentBlockStartEvent, 'content_block'> & { readonly content_block: Block };
type Begun = Omit<Anthropic.RawMessageStartEvent, 'message'> & { readonly message: Message };
type Ended = { readonly type: 'message_delta'; readonly delta: Partial<Anthropic.RawMessageDeltaEvent.Delta>; readonly usage: object };
type Event =
  | Start
  | Begun
  | Ended
  | Exclude<Anthropic.RawMessageStreamEvent, { type: 'message_start' | 'content_block_start' | 'message_delta' }>;

/** One write to each piece of text and of a tool's arguments, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(reply: LmMessageReply, message: Message, blocks: readonly Block[]): Event[][] {
  const { stop_details: _, ...beginning } = message;
  const begun = { ...beginning, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 0 } };
  const opening: Event[] = [{ type: 'message_start', message: begun }];
  const said: Event[][] = [];
  for (const [index, block] of blocks.entries()) {
    if (block.type === 'thinking') opening.push(...thinkingEvents(block, index));
    else said.push(...(block.type === 'text' ? textWrites(reply, index) : toolWrites(block, index)));
  }
  const [first = [], ...rest] = said;
  const { stop_reason, stop_details, usage } = message;
  const delta = { stop_reason, stop_sequence: null, ...(stop_details !== undefined && { stop_details }) };
  return [[...opening, ...first], ...rest, [{ type: 'message_delta', delta, usage }, { type: 'message_stop' }]];
}

function textWrites(reply: LmMessageReply, index: number): Event[][] {
  const pieces = textPieces(reply);
  const start: Event = { type: 'content_block_start', index, content_block: { type: 'text', text: '' } };
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

/** Its arguments come as JSON in pieces. */
function toolWrites(block: Anthropic.ToolUseBlock, index: number): Event[][] {
  const start: Event = { type: 'content_block_start', index, content_block: { ...block, input: {} } };
  const pieces = argumentPieces(JSON.stringify(block.input));
  return pieces.map((partial_json, at) => [
    ...(at === 0 ? [start] : []),
    { type: 'content_block_delta', index, delta: { type: 'input_json_delta', partial_json } },
    ...(at === pieces.length - 1 ? [{ type: 'content_block_stop', index } as const] : []),
  ]);
}
