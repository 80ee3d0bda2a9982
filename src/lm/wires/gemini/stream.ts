import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { cutAcross } from '../write-reply';
import type { Candidate } from './candidate';
import type { GeminiResponse } from './response';

type Json = Record<string, unknown>;

/** A response as a stream brings it: a part of a candidate with each, its text in pieces; why it ends comes with the last. */
export function streamedResponses(response: GeminiResponse, { chunks, streamed }: Cut): object[] {
  const { candidates = [], ...rest } = response;
  const { modelVersion, responseId } = rest;
  const writes = candidates.flatMap((candidate, at) => candidateWrites(candidate, { pieces: at === 0 ? chunks : null, streamed }));
  if (writes.length === 0) return [response];
  // What a whole reply says of itself, nobody knows before its end who streams.
  const early = streamed ? { modelVersion, responseId } : rest;
  return writes.map((candidate, at) => ({ candidates: [candidate], ...(at === writes.length - 1 ? rest : early) }));
}

type Cut = Pick<LmMessageReply, 'chunks' | 'streamed'>;

interface Growth {
  readonly pieces: readonly string[] | null;
  readonly streamed: boolean;
}

/** Whether a response has a piece of the first candidate's text. */
export function bringsText(response: unknown): boolean {
  const [candidate] = recordsOf(recordOf(response).candidates);
  const parts = recordsOf(recordOf(candidate?.content).parts);
  return (candidate?.index ?? 0) === 0 && parts.some((part) => isSaid(part) && part.text !== '');
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
function partWrites(parts: readonly Json[], { pieces, streamed }: Growth): Json[][] {
  const cut = cutAcross(
    pieces,
    parts.filter(isSaid).map(({ text }) => textOr(text, '')),
  );
  const textPieces = (part: Json, isLast: boolean): readonly string[] => {
    const own = cut.shift() ?? [];
    return streamed ? endedApart(part, own, isLast) : own;
  };
  const writes: Json[][] = [];
  let before: Json[] = [];
  for (const [at, part] of parts.entries()) {
    const own = isSaid(part) ? piecesOf(part, textPieces(part, at === parts.length - 1)) : [[part]];
    const followsCall = part.functionCall !== undefined && parts[at - 1]?.functionCall !== undefined;
    if (part.thought === true) before.push(part);
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

/** Whether a text goes on, nobody knows who streams: what ends it comes with an empty piece. */
function endedApart(part: Json, pieces: readonly string[], isLast: boolean): readonly string[] {
  return isLast || Object.keys(part).length > 1 ? [...pieces, ''] : pieces;
}

/** What it has besides, as a signature, comes with its last piece. */
function piecesOf({ text: _, ...rest }: Json, pieces: readonly string[]): Json[][] {
  const texts = pieces.length === 0 ? [''] : pieces;
  return texts.map((text, at) => [{ text, ...(at === texts.length - 1 && rest) }]);
}

function isSaid({ text, thought }: Json): boolean {
  return typeof text === 'string' && thought !== true;
}
