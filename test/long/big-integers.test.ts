import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { inProject } from '../e2e/projects';
import { KEY } from '../e2e/provider';
import { runJest } from '../e2e/run-jest';

/** A model that calls a tool with an id that JavaScript has no number for, and what it is sent. */
const sent: string[] = [];
const call = { id: 'c', type: 'function', function: { name: 'look', arguments: '{"id": 9007199254740993}' } };
const answer = { choices: [{ index: 0, message: { role: 'assistant', content: null, tool_calls: [call] }, finish_reason: 'tool_calls' }] };
const server: Server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
  sent.push(await text(request));
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
beforeAll(() => new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening)));
afterAll(() => server.close());

const PYTHON = `
import dspy

class Looks(dspy.Module):
    def forward(self, seed):
        class Ask(dspy.Signature):
            question: str = dspy.InputField()
            tools: list[dspy.Tool] = dspy.InputField()
            calls: dspy.ToolCalls = dspy.OutputField()

        def look(id: int) -> str:
            return "there"

        with dspy.context(adapter=dspy.ChatAdapter(use_native_function_calling=True)):
            made = dspy.Predict(Ask, seed=seed)(question="which?", tools=[dspy.Tool(look)])
        return {"ids": [call.args["id"] for call in made.calls.tool_calls]}
`;

const TESTS = `
const { dspex } = require('@dspex/jest-preset');
const looks = async (seed) => (await (await dspex.loadModule('looks:Looks')).execute({ seed })).outputs;
test('a model', async () => {
  expect(await looks(9007199254740995n)).toEqual({ ids: [9007199254740993n] });
  expect(await looks(9007199254740997n)).toEqual({ ids: [9007199254740993n] });
  expect(dspex.lm.calls.map(({ source }) => source)).toEqual([process.env.SOURCE, process.env.SOURCE]);
  expect(dspex.lm).toHaveCalledTool('look', { id: 9007199254740993n });
});
test('a rule', async () => {
  dspex.lm.whenPrompt(/which/).callTool('look', { id: 9007199254740997n });
  expect(await looks(1)).toEqual({ ids: [9007199254740997n] });
});
`;

// Fails when an id loses its last digits on the way to a model, from it, or in a recording: two seeds are one call then.
test('integers that JavaScript has no numbers for reach the model, the program, the recording and the test as they are', async () => {
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const dspex = { python: { path: ['.'] }, lm: { real: { provider: 'openai', baseUrl } } };
  const config = `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`;
  await inProject({ 'jest.config.js': config, 'looks.py': PYTHON, 'a.test.js': TESTS }, async (project) => {
    const env = { TEST_MODE: 'integration', ...KEY };
    const recorded = await runJest(project, { env: { ...env, SOURCE: 'real' } });
    expect(recorded.output).toMatch(/2 passed, 2 total/);
    expect(sent.map((body) => /"seed":(\d+)/.exec(body)?.[1])).toEqual(['9007199254740995', '9007199254740997']);
    const played = await runJest(project, { env: { ...env, CI: 'true', SOURCE: 'cassette' } });
    expect(played.output).toMatch(/2 passed, 2 total/);
    expect(sent).toHaveLength(2);
  });
});
