import type { LmCall, LmEmbeddings, LmTokenCount } from '../../shared/boundaries/lm-call';
import { embeddingSize } from './embedding-sizes';
import { tokensOf, tokensOfCall } from './estimated-reply';

/** What the pieces of a word weigh together, beside the word. */
const PIECES_WEIGHT = 1;
const PIECE = 3;

/**
 * Embeddings of a mock: each text's words, and pieces of three letters of them, hashed into a unit vector. So equal texts are equal, texts
 * that share words are near, `refund` and `refunds` too, and nothing differs between two runs. (Feature hashing: Weinberger et al.,
 * ICML 2009; pieces of words: Bojanowski et al., TACL 2017.)
 */
export function defaultEmbeddings(call: LmCall): LmEmbeddings {
  const texts = call.messages.map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part))).join(''));
  const dimensions = Number(call.sampling.dimensions ?? embeddingSize(call.model));
  return {
    kind: 'embeddings',
    vectors: texts.map((text) => hashed(text, dimensions)),
    usage: { inputTokens: tokensOf(texts.join('')), outputTokens: 0 },
    model: call.model,
  };
}

/** The token count of a mock. */
export function defaultTokenCount(call: LmCall): LmTokenCount {
  return { kind: 'token_count', tokens: tokensOfCall(call), model: call.model };
}

function hashed(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  const add = (feature: string, weight: number): void => {
    const hash = hashOf(feature);
    const place = (hash >>> 1) % dimensions;
    vector[place] = (vector[place] ?? 0) + ((hash & 1) === 0 ? weight : -weight);
  };
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    add(word, 1);
    const pieces = piecesOf(word);
    for (const piece of pieces) add(piece, PIECES_WEIGHT / Math.sqrt(pieces.length));
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}

/** Its beginning and end are told from its middle. */
function piecesOf(word: string): string[] {
  const letters = [...`<${word}>`];
  return Array.from({ length: Math.max(1, letters.length - PIECE + 1) }, (_, at) => letters.slice(at, at + PIECE).join(''));
}

/** FNV-1a, with the last mixing of MurmurHash: thousands of features in a millisecond. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
