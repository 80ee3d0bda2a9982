import type { Range } from './ranges';

/** Each run of signs is read once: from its beginning alone. */
const DOTTED = /(?<![\w-])[\w-]+(?:\.[\w-]+){2,}/g;
/** A colour of a terminal may stand right before it. */
const HEADER = /(?:(?<![A-Za-z0-9])|(?<=^\d{1,3}m))eyJ[\w-]{8,}$/;
const SHORTEST_PART = 8;
/** An encrypted one has five. */
const MOST_PARTS = 5;

export function* jsonWebTokens(text: string): Generator<Range> {
  if (!text.includes('eyJ')) return;
  for (const { index, 0: found } of text.matchAll(DOTTED)) yield* tokensOf(found.split('.'), index);
}

function* tokensOf(parts: readonly string[], start: number): Generator<Range> {
  let from = start;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as string;
    const header = part.includes('eyJ') ? HEADER.exec(part) : null;
    const rest = header === null ? 0 : restOf(parts, index + 1);
    if (header !== null && rest >= 2) {
      const token = parts.slice(index, index + 1 + rest).join('.');
      yield { from: from + header.index, to: from + token.length };
      index += rest;
      from += token.length + 1;
    } else from += part.length + 1;
  }
}

/** How many parts follow that are long enough for one. */
function restOf(parts: readonly string[], from: number): number {
  const rest = parts.slice(from, from + MOST_PARTS - 1);
  const short = rest.findIndex((part) => part.length < SHORTEST_PART);
  return short < 0 ? rest.length : short;
}
