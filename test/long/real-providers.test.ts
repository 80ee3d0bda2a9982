import type { LLMock } from '@copilotkit/aimock';
import { dspyAnswer, startProvider, usage } from '../e2e/provider';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const TESTS = `const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const say = [{ role: 'user', content: 'hi' }];
test('asks', async () => {
  const { choices } = await new OpenAI({ apiKey: 'k' }).chat.completions.create({ model: 'claude-haiku-4-5', messages: say });
  expect(choices[0].message.content).toBe('hello');
  const message = await new Anthropic({ apiKey: 'k' }).messages.create({ model: 'claude-haiku-4-5', max_tokens: 50, messages: say });
  expect(message.content[0].text).toBe('hello');
  expect((await dspex.run('question -> answer', { question: 'capital?' })).outputs).toEqual({ answer: 'Paris' });
  expect(dspex.lm.calls.map(({ source }) => source)).toEqual(['real', 'real', 'real']);
});`;

// Fails when a program's clients and DSPy get no answer from a provider, however it is named, or a refused key is not named.
describe('providers that a config names', () => {
  let provider: LLMock;
  let project: Project;
  const run = (real: object, env: Record<string, string> = {}) => {
    project = makeProject({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify({ lm: { real } })} } };`,
      'a.test.js': TESTS,
    });
    return runJest(project, { env: { TEST_MODE: 'e2e', ...env } });
  };
  beforeEach(async () => {
    provider = await startProvider();
    provider.onMessage(/capital/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(10, 5) });
    provider.onMessage(/./, { content: 'hello', usage: usage(10, 5) });
  });
  afterEach(async () => {
    project.remove();
    await provider.stop();
  });

  test('Anthropic', async () => {
    const result = await run({ provider: 'anthropic', baseUrl: provider.url, model: 'claude-haiku-4-5' });
    expect(result.test('asks').failureMessages).toEqual([]);
  });

  // Fails when DSPy's demand for JSON, with a schema or without one, has no place at Anthropic.
  test('Anthropic, asked by DSPy for JSON', async () => {
    provider.clearFixtures();
    provider.onMessage(/./, { content: '{"answer": "Paris"}', usage: usage(10, 5) });
    const real = { provider: 'anthropic', baseUrl: provider.url, model: 'claude-haiku-4-5' };
    project = makeProject({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify({ lm: { real } })} } };`,
      'asks.py': `
import dspy

class Schema(dspy.Module):
    def forward(self, question):
        with dspy.context(adapter=dspy.JSONAdapter()):
            return dspy.Predict("question -> answer")(question=question)

class Object(dspy.Module):
    def forward(self, question):
        # A field without fixed names has no schema of its own.
        with dspy.context(adapter=dspy.JSONAdapter()):
            signature = dspy.Signature("question -> answer, rest: dict[str, str] | None")
            return {"answer": dspy.Predict(signature)(question=question).answer}
`,
      'a.test.js': `const { dspex } = require('@dspex/jest-preset');
test.each(['Schema', 'Object'])('%s', async (name) => {
  const { outputs } = await (await dspex.loadModule('asks:' + name)).execute({ question: 'capital?' });
  expect(outputs.answer).toBe('Paris');
});`,
    });
    const { tests } = await runJest(project, { env: { TEST_MODE: 'e2e' } });
    expect(tests.map(({ failureMessages }) => failureMessages.join())).toEqual(['', '']);
  });

  test('a package of the AI SDK', async () => {
    const named = { package: '@ai-sdk/openai-compatible', options: { name: 'local' } };
    const result = await run({ provider: named, baseUrl: `${provider.url}/v1`, model: 'llama' });
    expect(result.test('asks').failureMessages).toEqual([]);
  });

  test('a key that is refused is named, with the host', async () => {
    provider.nextRequestError(401, { message: 'Incorrect API key provided.', type: 'invalid_request_error' });
    const real = { provider: 'openai', baseUrl: `${provider.url}/v1`, apiKeyVariable: 'MY_TEST_KEY' };
    const result = await run(real, { MY_TEST_KEY: 'planted-7f3a91-planted' });
    const said = result.test('asks').failureMessages.join();
    expect(said).toMatch(/127\.0\.0\.1:\d+ refuses the key in MY_TEST_KEY[\s\S]*Incorrect API key[\s\S]*LM_KEY_REFUSED/);
    expect(result.output).not.toContain('planted-7f3a91');
  });
});
