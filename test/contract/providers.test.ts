import { AiSdkProvider } from '../../src/lm/real/ai-sdk/provider';
import { AnthropicProvider } from '../../src/lm/real/anthropic/provider';
import { GeminiProvider } from '../../src/lm/real/gemini/provider';
import { OpenAiProvider } from '../../src/lm/real/openai/provider';
import { GIVEN, holdProviders, packaged } from './hold-providers';

const REPOSITORY = process.cwd();
const given = GIVEN;

holdProviders([
  ['gemini', (url) => new GeminiProvider({ ...given, baseUrl: url })],
  ['openai', (url) => new OpenAiProvider({ ...given, baseUrl: `${url}/v1` })],
  ['anthropic', (url) => new AnthropicProvider({ ...given, baseUrl: url })],
  ['@ai-sdk/openai', packaged(REPOSITORY, '@ai-sdk/openai', '/v1')],
  ['@ai-sdk/anthropic', packaged(REPOSITORY, '@ai-sdk/anthropic', '/v1')],
  ['@ai-sdk/google', packaged(REPOSITORY, '@ai-sdk/google', '/v1beta')],
  [
    '@ai-sdk/openai-compatible',
    packaged(REPOSITORY, '@ai-sdk/openai-compatible', '/v1', { name: 'local', supportsStructuredOutputs: true }),
  ],
]);

// Fails when a package that cannot be used is an error of Node's, or says nothing of what to install.
test.each([
  [{ package: '@ai-sdk/absent' }, /npm i -D @ai-sdk\/absent/],
  [{ package: '@ai-sdk/openai', export: 'createNothing' }, /createOpenAI/],
])('a package that cannot be used says what to do: %j', (wanted, said) => {
  expect(() => new AiSdkProvider({ ...given, baseUrl: undefined, wanted, rootDir: REPOSITORY })).toThrow(said);
});
