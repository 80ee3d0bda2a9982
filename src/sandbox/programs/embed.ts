import { DspexError } from '../../shared/errors';
import { type GetContext, request } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { withKnownOptions } from './execute-options';
import type { ExecuteOptions } from './execution';
import { type KnownOption, optionProblem } from './option-problem';

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

const KNOWN: Readonly<Record<string, KnownOption>> = {
  model: { is: (value) => typeof value === 'string' && value !== '', what: 'it is the name of a model' },
  dimensions: { is: (value) => Number.isInteger(value) && (value as number) > 0, what: 'it says how long a vector is: 1 or more' },
};

export function embedIn(getContext: GetContext): Embed {
  async function embed(given: string | readonly string[], options: EmbedOptions = {}): Promise<number[] | number[][]> {
    const { model = 'text-embedding-3-small', dimensions, timeoutMs, signal } = withKnownOptions(options, 'embed', Object.keys(KNOWN));
    const texts = typeof given === 'string' ? [given] : given;
    remade(() => refuseBadEmbedding(texts, options));
    const params = { session: getContext().sessionId, texts, model, options: dimensions === undefined ? {} : { dimensions } };
    const { vectors } = (await request(getContext, 'embed', params, { timeoutMs, signal })) as { vectors: number[][] };
    return typeof given === 'string' ? (vectors[0] as number[]) : vectors;
  }
  return { embed: embed as Embed['embed'] };
}

function refuseBadEmbedding(texts: unknown, options: object): void {
  const isTexts = Array.isArray(texts) && texts.every((text) => typeof text === 'string');
  const problem = isTexts
    ? optionProblem(options, KNOWN)
    : { what: 'What is to be embedded is no text.', why: 'a text or a list of texts is' };
  if (problem === null) return;
  throw new DspexError({ code: 'OPTION_INVALID', ...problem, next: "dspex.embed(['a cup of tea'], { dimensions: 256 })" });
}
