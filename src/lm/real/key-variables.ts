import type { DspexOptions } from '../../shared/options/options';

/** Where a key is looked for, by provider. */
const KEY_OF = { gemini: 'GEMINI_TEST_API_KEY', openai: 'OPENAI_TEST_API_KEY' } as const;

export const KEY_VARIABLES: readonly string[] = Object.values(KEY_OF);

/** The variable that must hold a key; null where the provider needs none. */
export function keyVariableOf({ provider, apiKeyVariable, baseUrl }: DspexOptions['lm']['real']): string | null {
  if (apiKeyVariable !== undefined) return apiKeyVariable;
  if (provider === 'gemini') return KEY_OF.gemini;
  return baseUrl === undefined || new URL(baseUrl).hostname === 'api.openai.com' ? KEY_OF.openai : null;
}
