import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { textOr } from '../../call/read-json';
import { blocksInWrites } from '../block-writes';
import { argumentPieces, cutAs, type WrittenEvent } from '../write-reply';

type Json = Record<string, unknown>;

/** A reply as the SDK's contract for providers has it (`LanguageModelV3GenerateResult`; `V2` where the path says `/v1/`). */
export interface Result {
  readonly content: readonly Json[];
  readonly finishReason: unknown;
  readonly usage: Json;
  readonly [name: string]: unknown;
}

/** The parts of a stream (`LanguageModelV3StreamPart`), in writes: one to each piece of text and of a tool's arguments, and one that ends it. */
export function writtenEvents(result: Result, reply: LmMessageReply, about: Json): (readonly WrittenEvent[])[] {
  const { content, warnings, ...end } = result;
  const begun = [event({ type: 'stream-start', warnings }), event({ type: 'response-metadata', ...about })];
  const blocks = content.map((part, at) => ({ isThought: part.type === 'reasoning', writes: partWrites(part, String(at), reply) }));
  return blocksInWrites(begun, blocks, [event({ type: 'finish', ...end })]);
}

function event(part: Json, isPiece = false): WrittenEvent {
  return { text: `data: ${writeExactly(part)}\n\n`, isPiece };
}

function partWrites(part: Json, id: string, { chunks, thoughtChunks }: LmMessageReply): WrittenEvent[][] {
  const text = textOr(part.text, '');
  if (part.type === 'text') return pieceWrites('text', { id }, cutAs(chunks, text));
  if (part.type === 'reasoning') return pieceWrites('reasoning', { id }, cutAs(thoughtChunks, text));
  const of = { id: part.toolCallId, toolName: part.toolName };
  const writes = pieceWrites('tool-input', of, argumentPieces(textOr(part.input, '')));
  writes.at(-1)?.push(event(part));
  return writes;
}

type Kind = 'text' | 'reasoning' | 'tool-input';

/** A block of the reply: where it begins, its pieces, where it ends. */
function pieceWrites(kind: Kind, { id, ...named }: Json, pieces: readonly string[]): WrittenEvent[][] {
  const writes = pieces.map((delta) => [event({ type: `${kind}-delta`, id, delta }, kind !== 'tool-input')]);
  const [first = [], ...rest] = writes;
  const all = [[event({ type: `${kind}-start`, id, ...named }), ...first], ...rest];
  all.at(-1)?.push(event({ type: `${kind}-end`, id }));
  return all;
}
