import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { isRecord, recordOf, textOr } from '../../call/read-json';
import { blocksInWrites } from '../block-writes';
import { argumentPieces, cutAs, type WrittenEvent } from '../write-reply';
import { eventFrame } from './event-stream';

type Json = Record<string, unknown>;

/** A whole reply of Converse. */
export interface Output {
  readonly output: { readonly message: { readonly role: string; readonly content: readonly object[] } };
  readonly stopReason: string;
  readonly usage: object;
  readonly metrics: object;
  readonly [name: string]: unknown;
}

/** A reply as ConverseStream brings it, in writes: one to each piece of text and of a tool's input, and one that ends it. */
export function writtenFrames({ output, usage, metrics, ...stop }: Output, reply: LmMessageReply): (readonly WrittenEvent[])[] {
  const blocks = (output.message.content as readonly Json[]).map((block, at) => ({
    isThought: isThought(block),
    writes: blockWrites(block, at, reply),
  }));
  const end = [event('messageStop', stop), event('metadata', { usage, metrics })];
  return blocksInWrites([event('messageStart', { role: output.message.role })], blocks, end);
}

function isThought(block: Json): boolean {
  return isRecord(block.reasoningContent);
}

function event(type: string, payload: Json, isPiece = false): WrittenEvent {
  return { text: eventFrame(type, payload), isPiece };
}

function blockWrites(block: Json, contentBlockIndex: number, { chunks, thoughtChunks }: LmMessageReply): WrittenEvent[][] {
  const delta = (of: Json, isPiece: boolean): WrittenEvent[] => [event('contentBlockDelta', { delta: of, contentBlockIndex }, isPiece)];
  const writes = deltasOf(block, { chunks, thoughtChunks }).map(({ of, isPiece }) => delta(of, isPiece));
  const { toolUse } = block;
  if (isRecord(toolUse)) {
    const { input: _, ...start } = toolUse;
    writes[0]?.unshift(event('contentBlockStart', { start: { toolUse: start }, contentBlockIndex }));
  }
  const all = writes.length === 0 ? [[]] : writes;
  all.at(-1)?.push(event('contentBlockStop', { contentBlockIndex }));
  return all;
}

interface Delta {
  readonly of: Json;
  readonly isPiece: boolean;
}

function deltasOf(block: Json, { chunks, thoughtChunks }: Pick<LmMessageReply, 'chunks' | 'thoughtChunks'>): Delta[] {
  if (isRecord(block.toolUse))
    return argumentPieces(writeExactly(block.toolUse.input)).map((input) => piece({ toolUse: { input } }, false));
  if (!isThought(block)) return cutAs(chunks, textOr(block.text, '')).map((text) => piece({ text }, true));
  const { text, signature } = recordOf(recordOf(block.reasoningContent).reasoningText);
  const thoughts = cutAs(thoughtChunks, textOr(text, '')).map((one) => piece({ reasoningContent: { text: one } }, true));
  return [...thoughts, piece({ reasoningContent: { signature } }, false)];
}

function piece(of: Json, isPiece: boolean): Delta {
  return { of, isPiece };
}
