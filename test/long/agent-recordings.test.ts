import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { notPassed } from '../e2e/not-passed';
import { dspyAnswer, usage } from '../e2e/provider';
import { makeProject, runJest } from '../e2e/run-jest';

const MODS = `
import dspy

def broken(q: str) -> str:
    """Breaks."""
    raise ValueError("bad " + q)
`;
const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const sulks = { name: 'sulks', description: 'Sulks.', parameters: { type: 'object', properties: {} }, run() { throw new TypeError('node says no'); } };

test('an agent goes on where its tools fail', async () => {
  const agent = await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: ['mods:broken', sulks] });
  const { outputs } = await agent.execute({ question: 'x' });
  expect(outputs.answer).toBe('neither works');
  expect(outputs.trajectory.observation_0).toMatch(/ValueError: bad x$/);
  expect(outputs.trajectory.observation_1).toMatch(/^ToolError: TypeError: node says no$/m);
  expect(outputs.trajectory.observation_1).not.toContain('dspex_bridge.');
  expect(dspex.lm.calls.map(({ source }) => source)).toEqual(Array(4).fill(process.env.SOURCE));
});
`;

/** A model behind OpenAI's wire that tries each tool and gives up. */
async function startModel(): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { messages, model } = (await json(request)) as { model: string; messages: { content: string }[] };
    const asked = messages.at(-1)?.content ?? '';
    const tool = asked.includes('observation_1') ? 'finish' : asked.includes('observation_0') ? 'sulks' : 'broken';
    const step = { next_thought: 'I try.', next_tool_name: tool, next_tool_args: tool === 'broken' ? '{"q": "x"}' : '{}' };
    const content = dspyAnswer(
      asked.includes('`[[ ## next_tool_name ## ]]`') ? step : { reasoning: 'Both fail.', answer: 'neither works' },
    );
    const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }];
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'x', object: 'chat.completion', created: 1, model, choices, usage: usage(10, 5) }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const stop = (): Promise<unknown> => new Promise((done) => server.close(done).closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, stop };
}

// Fails when what a model is told of a failed tool (a traceback, with places of this machine) is part of a recording's key.
test('what an agent recorded plays in another folder, with another Python', async () => {
  const model = await startModel();
  const real = { provider: 'openai', baseUrl: model.url, model: 'local' };
  const files = {
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify({ lm: { real } })} } };`,
    'agent.test.js': SUITE.trimStart(),
    'mods.py': MODS,
  };
  const [here, there] = [makeProject(files), makeProject(files)];
  const recorded = await runJest(here, { env: { DSPEX_LM: 'record', SOURCE: 'real' } });
  await model.stop();
  expect(notPassed(recorded)).toEqual([]);

  const venvs = mkdtempSync('/tmp/dx-venv-');
  symlinkSync(resolve(__dirname, '../../.venv'), join(venvs, 'other'));
  cpSync(join(here.folder, 'test'), join(there.folder, 'test'), { recursive: true });
  const env = { DSPEX_LM: 'replay', SOURCE: 'cassette', DSPEX_PYTHON: join(venvs, 'other', 'bin', 'python') };
  const replayed = await runJest(there, { env });
  for (const folder of [here.remove, there.remove, () => rmSync(venvs, { recursive: true })]) folder();
  expect(notPassed(replayed)).toEqual([]);
});
