import { DspexError } from '../../shared/errors';

/** Model names that Google has shut down, and what took their place: https://ai.google.dev/gemini-api/docs/deprecations. */
const RETIRED: Readonly<Record<string, string>> = {
  'gemini-pro': 'gemini-3.5-flash-lite',
  'gemini-1.0-pro': 'gemini-3.5-flash-lite',
  'gemini-1.5-flash': 'gemini-3.5-flash-lite',
  'gemini-1.5-flash-8b': 'gemini-3.5-flash-lite',
  'gemini-1.5-pro': 'gemini-3.5-flash',
  'gemini-2.0-flash': 'gemini-3.5-flash-lite',
  'gemini-2.0-flash-lite': 'gemini-3.5-flash-lite',
  'text-embedding-004': 'gemini-embedding-001',
  'embedding-001': 'gemini-embedding-001',
};

/** The successor of a retired model; null for one that is not known to be retired. */
export function successorOf(model: string): string | null {
  return RETIRED[model.replace(/-(00\d|latest)$/, '')] ?? null;
}

export interface ModelChoice {
  readonly provider: 'gemini' | 'openai';
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
