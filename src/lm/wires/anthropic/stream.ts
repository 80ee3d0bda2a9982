import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { argumentPieces, cutAcross } from '../write-reply';

/** A message as it goes over the wire. */
export interface Message {
  readonly content: Json[];
  readonly usage: object;
  readonly [name: string]: unknown;
}

type Json = Record<string, unknown>;
type Event = Json & { readonly type: string };

/** One write to each piece of text and of a tool's arguments, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(message: Message, reply: Cut): Event[][] {
  const { stop_details, stop_reason, stop_sequence = null, container, ...beginning } = message;
  const begun = { ...beginning, content: [], stop_reason: null, stop_sequence: null, usage: atFirst(message.usage, reply) };
  const said = contentWrites(message.content, reply);
  const [first = [], ...rest] = said;
  const delta = {
    stop_reason,
    stop_sequence,
    ...(stop_details !== undefined && { stop_details }),
    ...(container !== undefined && { container }),
  };
  const end: Event[] = [{ type: 'message_delta', delta, usage: spent(message.usage) }, { type: 'message_stop' }];
  return [[{ type: 'message_start', message: begun }, ...first], ...rest, end];
}

type Cut = Pick<LmMessageReply, 'chunks' | 'thoughtChunks' | 'streamed' | 'native'>;

/** Whether an event has a piece of the text, or of the thoughts. */
export function bringsPiece({ type, delta }: Event): boolean {
  const { type: kind, text, thinking } = recordOf(delta);
  return type === 'content_block_delta' && ((kind === 'text_delta' && text !== '') || (kind === 'thinking_delta' && thinking !== ''));
}

/** Anthropic alone knows what a prompt took before it is answered. */
function atFirst(usage: object, { streamed, native }: Cut): Json {
  const { output_tokens_details, server_tool_use, ...counts } = usage as Json;
  if (!streamed) return { ...usage, output_tokens: 0 };
  if (native?.api === 'anthropic') return { ...counts, output_tokens: 0 };
  return Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, typeof value === 'number' ? 0 : value]));
}

/** What is known when a message begins is said there, and not again. */
function spent(usage: unknown): Json {
  const { service_tier, cache_creation, inference_geo, speed, ...counts } = recordOf(usage);
  return counts;
}

/** What comes before a text goes with its first piece: a recording's delays count the pieces of text. */
function contentWrites(blocks: readonly Json[], { chunks, thoughtChunks, streamed }: Cut): Event[][] {
  const lastText = blocks.map(({ type }) => type).lastIndexOf('text');
  const textsOf = (kind: string): string[] => blocks.filter(({ type }) => type === kind).map((block) => textOr(block[kind], ''));
  const thoughts = textsOf('thinking');
  const cut = { text: cutAcross(chunks, textsOf('text')), thinking: thoughtChunks && cutAcross(thoughtChunks, thoughts) };
  const piecesOf = ({ type, thinking }: Json): readonly string[] =>
    type === 'thinking' ? (cut.thinking?.shift() ?? [textOr(thinking, '')]) : (type === 'text' && cut.text.shift()) || [];
  const writes: Event[][] = [];
  let before: Event[] = [];
  for (const [index, block] of blocks.entries()) {
    const own = blockWrites(block, index, { pieces: piecesOf(block), streamed });
    const goesBefore = block.type === 'thinking' || (block.type !== 'text' && index < lastText);
    if (goesBefore) before.push(...own.flat());
    else {
      own[0]?.unshift(...before);
      before = [];
      writes.push(...own);
    }
  }
  return before.length === 0 ? writes : [...writes, before];
}

interface Growth {
  readonly pieces: readonly string[];
  readonly streamed: boolean;
}

function blockWrites(block: Json, index: number, growth: Growth): Event[][] {
  const { start, deltas } = blockEvents(block, growth);
  const writes = deltas.map((delta): Event[] => [{ type: 'content_block_delta', index, delta }]);
  const begin: Event = { type: 'content_block_start', index, content_block: start };
  const end: Event = { type: 'content_block_stop', index };
  if (writes.length === 0) return [[begin, end]];
  writes[0]?.unshift(begin);
  writes.at(-1)?.push(end);
  return writes;
}

/** A block as it begins, and what it grows by. */
function blockEvents(block: Json, growth: Growth): { readonly start: Json; readonly deltas: Json[] } {
  if (block.type === 'text') return textEvents(block, growth);
  if (block.type === 'thinking') return thinkingEvents(block, growth);
  if (!isRecord(block.input)) return { start: block, deltas: [] };
  const json = argumentPieces(writeExactly(block.input));
  return { start: { ...block, input: {} }, deltas: json.map((partial_json) => ({ type: 'input_json_delta', partial_json })) };
}

function textEvents({ citations: given, ...block }: Json, { pieces, streamed }: Growth) {
  const citations = recordsOf(given);
  const cited = citations.map((citation) => ({ type: 'citations_delta', citation }));
  // Whether there will be some, nobody knows who streams.
  const start = { ...block, text: '', ...(citations.length > 0 && !streamed ? { citations: [] } : given === null && { citations: null }) };
  return { start, deltas: [...pieces.map((text) => ({ type: 'text_delta', text })), ...cited] };
}

function thinkingEvents(block: Json, { pieces }: Growth) {
  const thoughts = pieces.map((thinking) => ({ type: 'thinking_delta', thinking }));
  return {
    start: { ...block, thinking: '', signature: '' },
    deltas: [...thoughts, { type: 'signature_delta', signature: block.signature }],
  };
}
