import { DspexError } from '../../shared/errors';
import type { ProviderName } from './provider';

/** Which of a provider's models answers a call. */
export interface ModelChoice {
  readonly provider: ProviderName;
  /** True of a server that may have models of any name. */
  readonly takesAnyName: boolean;
  /** What a program that names no model is answered by. */
  readonly model: string;
  /** The name that such a program's calls come with, whoever names it. */
  readonly unnamed: string;
  /** The caller's names, and the provider's for them. */
  readonly models: Readonly<Record<string, string>>;
}

/** How the models of a provider are called that has its own alone. */
const OWN_NAMES = { gemini: /^(gemini|gemma|text-embedding-0|embedding-0|learnlm)/, anthropic: /^claude/ } as const;

/** The provider's name for a call's model. Throws LM_MODEL_UNKNOWN rather than answer from a model that nobody asked for. */
export function providersModel(asked: string, { provider, takesAnyName, model, unnamed, models }: ModelChoice): string {
  const bare = asked.replace(/^models\//, '');
  const mapped = models[bare];
  if (mapped !== undefined) return mapped;
  if (bare === unnamed || bare === '') return model;
  if (takesAnyName || OWN_NAMES[provider === 'anthropic' ? provider : 'gemini'].test(bare)) return bare;
  throw new DspexError({
    code: 'LM_MODEL_UNKNOWN',
    what: `The model "${bare}" is none of ${provider === 'anthropic' ? "Anthropic's" : "Gemini's"}, which answers real calls here.`,
    why: `calls are sent to the model they name; this name is not mapped to one of the provider's`,
    next: `testEnvironmentOptions: { dspex: { lm: { real: { models: { '${bare}': '${model}' } } } } }   # or provider: 'openai'`,
  });
}
