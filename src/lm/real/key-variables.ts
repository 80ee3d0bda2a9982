import type { DspexOptions } from '../../shared/options/options';

type RealOptions = DspexOptions['lm']['real'];

/** Where a key is looked for, by provider. */
const KEY_OF = { gemini: 'GEMINI_TEST_API_KEY', openai: 'OPENAI_TEST_API_KEY', anthropic: 'ANTHROPIC_TEST_API_KEY' } as const;

/** The variables that may hold the key of a real LM, which nothing but the engine gets. */
export function keyVariablesOf(real: RealOptions): readonly string[] {
  const configured = [real.apiKeyVariable, keyVariableOf(real)];
  return [...new Set([...Object.values(KEY_OF), ...configured.filter((name) => name != null)])];
}

/** The variable that must hold a key; null where the provider needs none. */
export function keyVariableOf({ provider, apiKeyVariable, baseUrl }: RealOptions): string | null {
  if (apiKeyVariable !== undefined) return apiKeyVariable;
  if (provider === 'gemini') return KEY_OF.gemini;
  if (typeof provider === 'object') return baseUrl === undefined ? variableOfPackage(provider.package) : null;
  const isTheirs = baseUrl === undefined || new URL(baseUrl).hostname === HOST_OF[provider];
  return isTheirs ? KEY_OF[provider] : null;
}

const HOST_OF = { openai: 'api.openai.com', anthropic: 'api.anthropic.com' } as const;

/** `MISTRAL_TEST_API_KEY` of `@ai-sdk/mistral`. */
function variableOfPackage(name: string): string {
  const word =
    name
      .split('/')
      .at(-1)
      ?.replaceAll(/[^a-z0-9]+/gi, '_') ?? '';
  return `${word.toUpperCase()}_TEST_API_KEY`;
}
