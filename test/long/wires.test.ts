import { KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, runJest } from '../e2e/run-jest';

const TEST = `
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenAI } = require('@google/genai');

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const tool = { name: 'weather', description: 'Tells it.' };
const common = { model: 'claude-sonnet-5', temperature: 0.5 };

const wires = {
  async openai(prompt) {
    const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: prompt }];
    const { choices: [{ message }] } = await new OpenAI({ apiKey: 'x' }).chat.completions.create({
      ...common, messages, max_completion_tokens: 50, tools: [{ type: 'function', function: { ...tool, parameters } }], tool_choice: 'required',
    });
    return [message.content, message.tool_calls?.map((call) => JSON.parse(call.function.arguments))];
  },
  async responses(prompt) {
    const { output, output_text } = await new OpenAI({ apiKey: 'x' }).responses.create({
      ...common, instructions: 'Be brief.', input: prompt, max_output_tokens: 50, tools: [{ type: 'function', ...tool, parameters, strict: false }], tool_choice: 'required',
    });
    return [output_text || null, output.flatMap((item) => item.type === 'function_call' ? [JSON.parse(item.arguments)] : [])];
  },
  async anthropic(prompt) {
    const { content } = await new Anthropic({ apiKey: 'x' }).messages.create({
      ...common, system: 'Be brief.', messages: [{ role: 'user', content: prompt }], max_tokens: 50, tools: [{ ...tool, input_schema: parameters }], tool_choice: { type: 'any' },
    });
    return [content.find(({ type }) => type === 'text')?.text ?? null, content.flatMap((block) => block.type === 'tool_use' ? [block.input] : [])];
  },
  async gemini(prompt) {
    const response = await new GoogleGenAI({ apiKey: 'x' }).models.generateContent({
      model: common.model, contents: prompt,
      config: {
        temperature: 0.5, maxOutputTokens: 50, systemInstruction: 'Be brief.', tools: [{ functionDeclarations: [{ ...tool, parameters }] }],
        toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      },
    });
    return [response.functionCalls ? null : response.text, response.functionCalls?.map(({ args }) => args)];
  },
};

test('asks', async () => {
  expect(await wires[process.env.WIRE]('the weather?')).toEqual([null, [{ city: 'Oslo' }]]);
  expect(dspex.lm.calls).toMatchObject([{ source: process.env.SOURCE }]);
});
`;

// Fails when a recording made by one client is missed by another that asks the same.
test('what was recorded through one wire is played through every other, with the provider gone', async () => {
  const provider = await startProvider();
  const real = { baseUrl: provider.url, models: { 'claude-sonnet-5': 'gemini-3.5-flash-lite' } };
  const config = realConfig(provider.url, { lm: { real }, lmModes: { unit: 'cached' } });
  const project = makeProject({ 'jest.config.js': config, 'a.test.js': TEST });
  const toolCalls = [{ name: 'weather', arguments: '{"city":"Oslo"}' }];
  provider.onMessage(/weather/, { toolCalls, usage: usage(10, 5) });
  const recorded = await runJest(project, { env: { ...KEY, DSPEX_LM: 'record', CI: '', WIRE: 'openai', SOURCE: 'real' } });
  await provider.stop();
  expect(recorded.test('asks').failureMessages).toEqual([]);
  for (const wire of ['responses', 'anthropic', 'gemini']) {
    const replayed = await runJest(project, { env: { DSPEX_LM: 'replay', WIRE: wire, SOURCE: 'cassette' } });
    expect([wire, replayed.test('asks').failureMessages]).toEqual([wire, []]);
  }
  project.remove();
});
