import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { blocksInWrites } from '../block-writes';
import { argumentPieces, cutAs, namedEvent, type WrittenEvent } from '../write-reply';

type Json = Record<string, unknown>;

/** A whole reply of Cohere's. */
export interface Reply {
  readonly id: string;
  readonly message: Json;
  readonly finish_reason: string;
  readonly usage: object;
  readonly [name: string]: unknown;
}

/** The events of a stream (https://docs.cohere.com/v2/docs/streaming), in writes: one to each piece of text and of a tool's arguments, and its end. */
export function writtenEvents({ id, message, ...end }: Reply, { chunks, thoughtChunks }: LmMessageReply): (readonly WrittenEvent[])[] {
  const { content, tool_calls: calls, ...said } = message;
  const begun = event('message-start', { id, delta: { message: { content: [], tool_plan: '', tool_calls: [], citations: [], ...said } } });
  const blocks = recordsOf(content).map((block, at) => {
    const isThought = block.type === 'thinking';
    const name = isThought ? 'thinking' : 'text';
    return { isThought, writes: blockWrites(name, at, cutAs(isThought ? thoughtChunks : chunks, textOr(block[name], ''))) };
  });
  const called = recordsOf(calls).map((call, at) => ({ isThought: false, writes: callWrites(call, at) }));
  return blocksInWrites([begun], [...blocks, ...called], [event('message-end', { id, delta: end })]);
}

function event(type: string, more: Json, isPiece = false): WrittenEvent {
  return { text: namedEvent({ type, ...more }), isPiece };
}

function blockWrites(name: string, index: number, pieces: readonly string[]): WrittenEvent[][] {
  const of = (content: Json): Json => ({ index, delta: { message: { content } } });
  const writes = pieces.map((piece) => [event('content-delta', of({ [name]: piece }), true)]);
  const [first = [], ...rest] = writes;
  const all = [[event('content-start', of({ type: name, [name]: '' })), ...first], ...rest];
  all.at(-1)?.push(event('content-end', { index }));
  return all;
}

function callWrites(call: Json, index: number): WrittenEvent[][] {
  const { name, arguments: given } = recordOf(call.function);
  const of = (calls: Json): Json => ({ index, delta: { message: { tool_calls: calls } } });
  const writes = argumentPieces(textOr(given, '')).map((piece) => [event('tool-call-delta', of({ function: { arguments: piece } }))]);
  writes[0]?.unshift(event('tool-call-start', of({ ...call, function: { name, arguments: '' } })));
  writes.at(-1)?.push(event('tool-call-end', { index }));
  return writes;
}
