import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
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
export function writtenEvents({ id, message, ...end }: Reply, { chunks, thoughtChunks }: LmMessageReply): WrittenEvent[][] {
  const { content, tool_calls: calls, ...said } = message;
  const begun = event('message-start', { id, delta: { message: { content: [], tool_plan: '', tool_calls: [], citations: [], ...said } } });
  const blocks = recordsOf(content).map((block, at) => {
    const name = block.type === 'thinking' ? 'thinking' : 'text';
    return { name, writes: blockWrites(name, at, cutAs(name === 'text' ? chunks : thoughtChunks, textOr(block[name], ''))) };
  });
  // Thoughts go with what follows them: a test's `everyMs` and a recording's delays count the pieces of text.
  const thoughts = blocks.filter(({ name }) => name === 'thinking').flatMap(({ writes }) => writes.flat());
  const [first = [], ...rest] = [
    ...blocks.filter(({ name }) => name === 'text').flatMap(({ writes }) => writes),
    ...recordsOf(calls).flatMap(callWrites),
  ];
  return [[begun, ...thoughts, ...first], ...rest, [event('message-end', { id, delta: end })]];
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
