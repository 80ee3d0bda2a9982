import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { cutAcross } from '../write-reply';
import type { Candidate } from './candidate';
import type { GeminiResponse } from './response';

type Json = Record<string, unknown>;

/** A response as a stream brings it: a part of a candidate with each, its text in pieces; why it ends comes with the last. */
export function streamedResponses(response: GeminiResponse, pieces: readonly string[] | null): object[] {
  const { candidates = [], ...rest } = response;
  const writes = candidates.flatMap((candidate, at) => candidateWrites(candidate, at === 0 ? pieces : null));
  return writes.length === 0 ? [response] : writes.map((candidate) => ({ candidates: [candidate], ...rest }));
}

function candidateWrites({ content, index, ...end }: Candidate, pieces: readonly string[] | null): object[] {
  const { parts: said, ...about } = recordOf(content);
  const writes = partWrites(recordsOf(said), pieces);
  const place = index === undefined ? {} : { index };
  if (content === undefined) return [{ ...end, ...place }];
  return writes.map((parts, at) => ({ content: { parts, ...about }, ...(at === writes.length - 1 && end), ...place }));
}

/**
 * Thoughts go with what comes after them, not before it: a test's `everyMs` and a recording's delays count the pieces of text. Calls that
 * stand in a row come at once.
 */
function partWrites(parts: readonly Json[], pieces: readonly string[] | null): Json[][] {
  const cut = cutAcross(
    pieces,
    parts.filter(isSaid).map(({ text }) => textOr(text, '')),
  );
  const writes: Json[][] = [];
  let before: Json[] = [];
  for (const [at, part] of parts.entries()) {
    const own = isSaid(part) ? piecesOf(part, cut.shift() ?? []) : [[part]];
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

/** What it has besides, as a signature, comes with its last piece. */
function piecesOf({ text: _, ...rest }: Json, pieces: readonly string[]): Json[][] {
  const texts = pieces.length === 0 ? [''] : pieces;
  return texts.map((text, at) => [{ text, ...(at === texts.length - 1 && rest) }]);
}

function isSaid({ text, thought }: Json): boolean {
  return typeof text === 'string' && thought !== true;
}
