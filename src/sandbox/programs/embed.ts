import { type GetContext, request } from '../facade/current-context';
import { withLimits } from './execute-options';
import type { ExecuteOptions } from './execution';

export interface EmbedOptions extends ExecuteOptions {
  /** Default: `text-embedding-3-small`. */
  readonly model?: string | undefined;
  /** How long a vector is, for models that let one choose. */
  readonly dimensions?: number | undefined;
}

/** Texts as vectors. */
export interface Embed {
  /**
   * Asks `dspy.Embedder` for the vector of a text, or for one to each of several. Without a rule it is the same on every run, of length
   * 1, and near for texts that share words or parts of them; a rule, a recording or the real model answers as for any call.
   *
   * @example
   * const [tea, coffee] = await dspex.embed(['a cup of tea', 'a cup of coffee']);
   */
  embed(text: string, options?: EmbedOptions): Promise<number[]>;
  embed(texts: readonly string[], options?: EmbedOptions): Promise<number[][]>;
}

export function embedIn(getContext: GetContext): Embed {
  async function embed(given: string | readonly string[], options: EmbedOptions = {}): Promise<number[] | number[][]> {
    const { model = 'text-embedding-3-small', dimensions, timeoutMs, signal } = withLimits(options);
    const texts = typeof given === 'string' ? [given] : given;
    const params = { session: getContext().sessionId, texts, model, options: dimensions === undefined ? {} : { dimensions } };
    const { vectors } = (await request(getContext, 'embed', params, { timeoutMs, signal })) as { vectors: number[][] };
    return typeof given === 'string' ? (vectors[0] as number[]) : vectors;
  }
  return { embed: embed as Embed['embed'] };
}
