import { DspexError } from '../../shared/errors';
import type { ProviderName } from './provider';

/** Which of a provider's models answers a call. */
export interface ModelChoice {
  readonly provider: ProviderName;
  /** What a program that names no model is answered by. */
  readonly model: string;
  /** The name that such a program's calls come with, whoever names it. */
  readonly unnamed: string;
  /** The caller's names, and the provider's for them. */
  readonly models: Readonly<Record<string, string>>;
}

/** The provider's name for a call's model. Throws LM_MODEL_UNKNOWN rather than answer from a model that nobody asked for. */
export function providersModel(asked: string, { provider, model, unnamed, models }: ModelChoice): string {
  const bare = asked.replace(/^models\//, '');
  const mapped = models[bare];
  if (mapped !== undefined) return mapped;
  if (bare === unnamed || bare === '') return model;
  if (provider === 'openai' || /^(gemini|gemma|text-embedding-0|embedding-0|learnlm)/.test(bare)) return bare;
  throw new DspexError({
    code: 'LM_MODEL_UNKNOWN',
    what: `The model "${bare}" is none of Gemini's, which answers real calls here.`,
    why: `calls are sent to the model they name; this name is not mapped to one of the provider's`,
    next: `testEnvironmentOptions: { dspex: { lm: { real: { models: { '${bare}': '${model}' } } } } }   # or provider: 'openai'`,
  });
}
