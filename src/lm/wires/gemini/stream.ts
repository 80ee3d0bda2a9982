import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { cutAcross } from '../write-reply';
import type { Candidate } from './candidate';
import type { GeminiResponse } from './response';

type Json = Record<string, unknown>;

/** A response as a stream brings it: a part of a candidate with each, its text in pieces; why it ends comes with the last. */
export function streamedResponses(response: GeminiResponse, { chunks, thoughtChunks, streamed }: Cut): object[] {
  const { candidates = [], ...rest } = response;
  const { modelVersion, responseId } = rest;
  const writes = candidates.flatMap((candidate, at) =>
    candidateWrites(candidate, { pieces: at === 0 ? chunks : null, thoughts: at === 0 && streamed ? thoughtChunks : null, streamed }),
  );
  if (writes.length === 0) return [response];
  // What a whole reply says of itself, nobody knows before its end who streams.
  const early = streamed ? { modelVersion, responseId } : rest;
  return writes.map((candidate, at) => ({ candidates: [candidate], ...(at === writes.length - 1 ? rest : early) }));
}

type Cut = Pick<LmMessageReply, 'chunks' | 'thoughtChunks' | 'streamed'>;

interface Growth {
  readonly pieces: readonly string[] | null;
  /** Null: thoughts come whole. */
  readonly thoughts: readonly string[] | null;
  readonly streamed: boolean;
}

/** Whether a response has a piece of the first candidate's text, or of its thoughts. */
export function bringsPiece(response: unknown): boolean {
  const { index = 0, parts } = firstOf(response);
  return index === 0 && parts.some(({ text }) => typeof text === 'string' && text !== '');
}

/** Whether a response has thoughts and nothing else: then it is written with the next. */
export function isThought(response: unknown): boolean {
  const { parts } = firstOf(response);
  return parts.length > 0 && parts.every(({ thought }) => thought === true);
}

function firstOf(response: unknown): { readonly index?: unknown; readonly parts: Json[] } {
  const [{ index, content } = {} as Json] = recordsOf(recordOf(response).candidates);
  return { ...(index !== undefined && { index }), parts: recordsOf(recordOf(content).parts) };
}

function candidateWrites({ content, index, ...end }: Candidate, growth: Growth): object[] {
  const { parts: said, ...about } = recordOf(content);
  const writes = partWrites(recordsOf(said), growth);
  const place = index === undefined ? {} : { index };
  if (content === undefined) return [{ ...end, ...place }];
  return writes.map((parts, at) => ({ content: { parts, ...about }, ...(at === writes.length - 1 && end), ...place }));
}

/**
 * Thoughts go with what comes after them, not before it: a test's `everyMs` and a recording's delays count the pieces of text. Calls that
 * stand in a row come at once.
 */
function partWrites(parts: readonly Json[], growth: Growth): Json[][] {
  const cut = cutterOf(parts, growth);
  const writes: Json[][] = [];
  let before: Json[] = [];
  for (const [at, part] of parts.entries()) {
    const own = cut(part, at === parts.length - 1);
    const followsCall = part.functionCall !== undefined && parts[at - 1]?.functionCall !== undefined;
    if (isThinking(part) && growth.thoughts === null) before.push(part);
    else if (followsCall) writes.at(-1)?.push(part);
    else {
      own[0]?.unshift(...before);
      before = [];
      writes.push(...own);
    }
  }
  const all = before.length === 0 ? writes : [...writes, before];
  return all.length === 0 ? [[]] : all;
}

/** Cuts part after part into what each write brings of it. */
function cutterOf(parts: readonly Json[], { pieces, thoughts, streamed }: Growth): (part: Json, isLast: boolean) => Json[][] {
  const textsOf = (isOne: (part: Json) => boolean): string[] => parts.filter(isOne).map(({ text }) => textOr(text, ''));
  const [texts, thinking] = [cutAcross(pieces, textsOf(isSaid)), cutAcross(thoughts, textsOf(isThinking))];
  return (part, isLast) => {
    if (isThinking(part) && thoughts !== null) return thoughtWrites(part, thinking.shift() ?? [], isLast);
    if (!isSaid(part)) return [[part]];
    const own = texts.shift() ?? [];
    return piecesOf(part, streamed ? endedApart(part, own, isLast) : own);
  };
}

/** Each thought by itself, as it is thought; what it has besides, as a signature, comes when it ends. */
function thoughtWrites({ text, thought, ...rest }: Json, pieces: readonly string[], isLast: boolean): Json[][] {
  const besides = Object.keys(rest).length > 0 ? [[{ text: '', thought, ...rest }]] : [];
  return [...pieces.map((piece) => [{ text: piece, thought }]), ...besides, ...(isLast ? [[{ text: '' }]] : [])];
}

/** Whether a text goes on, nobody knows who streams: what ends it comes with an empty piece. */
function endedApart(part: Json, pieces: readonly string[], isLast: boolean): readonly string[] {
  return isLast || Object.keys(part).length > 1 ? [...pieces, ''] : pieces;
}

/** What it has besides, as a signature, comes with its last piece. */
function piecesOf({ text: _, ...rest }: Json, pieces: readonly string[]): Json[][] {
  const texts = pieces.length === 0 ? [''] : pieces;
  return texts.map((text, at) => [{ text, ...(at === texts.length - 1 && rest) }]);
}

function isThinking({ thought }: Json): boolean {
  return thought === true;
}

function isSaid({ text, thought }: Json): boolean {
  return typeof text === 'string' && thought !== true;
}
