import type { Random } from '../../torture/random';
import type { Meaning } from './meanings';
import { asChat } from './spoken-openai';

type Json = Record<string, unknown>;

/** What `dspy.LM` is called with; null for what it makes several calls of. */
export function asDspyCall(meaning: Meaning, random: Random): Json | null {
  if (meaning.n !== undefined) return null;
  const { model, stream, stream_options, metadata, user, n, ...asked } = asChat(meaning, random);
  return asked;
}
