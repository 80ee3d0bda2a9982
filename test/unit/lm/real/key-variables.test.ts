import { keyVariableOf, keyVariablesOf } from '../../../../src/lm/real/key-variables';

type Real = Parameters<typeof keyVariableOf>[0];
const real = (provider: Real['provider'], more: Partial<Real> = {}): Real => ({ provider, ...more }) as Real;

// Fails when a key is looked for under another name than an error and the documentation say.
test.each<[string, Real, string | null]>([
  ['Gemini', real('gemini'), 'GEMINI_TEST_API_KEY'],
  ['Anthropic', real('anthropic'), 'ANTHROPIC_TEST_API_KEY'],
  ['OpenAI by its address', real('openai', { baseUrl: 'https://api.openai.com/v1' }), 'OPENAI_TEST_API_KEY'],
  ['another server of its wire', real('openai', { baseUrl: 'http://localhost:8000/v1' }), null],
  ['a package of the AI SDK', real({ package: '@ai-sdk/mistral' }), 'MISTRAL_TEST_API_KEY'],
  ['a package of others, with signs that no variable has', real({ package: '@me/my-own.provider' }), 'MY_OWN_PROVIDER_TEST_API_KEY'],
  ['a package that is given a server', real({ package: '@ai-sdk/mistral' }, { baseUrl: 'http://localhost:8000/v1' }), null],
  ['a name of its own', real({ package: '@ai-sdk/mistral' }, { apiKeyVariable: 'MINE' }), 'MINE'],
])('the variable of the key for %s', (_, options, variable) => {
  expect(keyVariableOf(options)).toBe(variable);
  // Of whatever provider: nothing but the engine gets any of them.
  expect(keyVariablesOf(options)).toEqual(expect.arrayContaining(['OPENAI_TEST_API_KEY', ...(variable === null ? [] : [variable])]));
});
