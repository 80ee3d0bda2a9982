import { createHash } from 'node:crypto';
import type { LmCall, LmEmbeddings, LmTokenCount } from '../../shared/boundaries/lm-call';
import { tokensOf, tokensOfCall } from './estimated-reply';

const DIMENSIONS = 256;

/**
 * Embeddings of a mock: each text's words hashed into a unit vector, so that equal texts are equal, texts that share words are near, and
 * nothing differs between two runs. (Feature hashing: Weinberger et al., ICML 2009.)
 */
export function defaultEmbeddings(call: LmCall): LmEmbeddings {
  const texts = call.messages.map(({ parts }) => parts.map((part) => (part.type === 'text' ? part.text : JSON.stringify(part))).join(''));
  const dimensions = Number(call.sampling.dimensions ?? DIMENSIONS);
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
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const digest = createHash('sha256').update(word).digest();
    const place = digest.readUInt32BE(0) % dimensions;
    vector[place] = (vector[place] ?? 0) + ((digest[4] ?? 0) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
