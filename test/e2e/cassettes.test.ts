import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dspyAnswer, KEY, realConfig, startProvider, usage } from './provider';
import { makeProject, type Project, runJest } from './run-jest';

const TEST = `
const { writeFileSync } = require('node:fs');
const { GoogleGenerativeAI } = require('@google/generative-ai');
const OpenAI = require('openai').default;
const { dspex } = require('@dspex/jest-preset');

test('asks through every door', async () => {
  const said = {};
  said.python = (await dspex.run('question -> answer', { question: 'capital of France?' })).outputs;
  const gemini = new GoogleGenerativeAI('unused').getGenerativeModel({ model: 'gemini-3.5-flash-lite' });
  said.gemini = (await gemini.generateContent('hello gemini')).response;
  const { stream } = await gemini.generateContentStream('stream please');
  said.stream = [];
  for await (const piece of stream) said.stream.push(piece.text());
  const openai = new OpenAI({ apiKey: 'unused' });
  said.openai = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello openai' }] });
  said.again = await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello openai' }] });
  said.embedding = (await openai.embeddings.create({ model: 'gpt-4o-mini', input: ['a', 'b'] })).data;
  said.calls = dspex.lm.calls.map(({ source }) => source);
  writeFileSync(process.env.SAID, JSON.stringify(said));
});
`;

interface Said {
  readonly calls: readonly string[];
  readonly python: unknown;
  readonly stream: readonly string[];
}

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

// Fails when a replay asks a server, differs from its recording, or when a recording holds what it must not.
describe('cassettes', () => {
  let project: Project;
  const run = async (env: Record<string, string>) => {
    const path = join(project.folder, 'said.json');
    const result = await runJest(project, { env: { TEST_MODE: 'integration', SAID: path, ...env } });
    return {
      ...result,
      text: existsSync(path) ? readFileSync(path, 'utf8') : '',
      failures: result.tests.map((test) => test.failureMessages.join('\n')).join('\n'),
    };
  };
  const cassettes = () => files(join(project.folder, 'test', 'fixtures', 'lm_responses'));

  afterEach(() => project.remove());

  test('what was recorded plays without the server, byte for byte, through Python and through Node', async () => {
    const provider = await startProvider();
    provider.onMessage(/capital of France/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(40, 9) });
    provider.onMessage(/hello gemini/, { content: 'Hi from Gemini', usage: usage(3, 4) });
    provider.onMessage(/stream please/, { content: 'one two three four five six seven eight nine ten', usage: usage(3, 10) });
    provider.onMessage(/hello openai/, { content: 'Hi from OpenAI', usage: usage(3, 4) });
    project = makeProject({ 'jest.config.js': realConfig(provider.url), 'a.test.js': TEST });
    const recorded = await run(KEY);
    expect(recorded.failures).toBe('');
    await provider.stop();
    expect(cassettes()).toHaveLength(6);
    const played = await run({ CI: 'true' });
    expect(played.failures).toBe('');
    const before = JSON.parse(recorded.text) as Said;
    const after = JSON.parse(played.text) as Said;
    expect(new Set(before.calls)).toEqual(new Set(['real']));
    expect(new Set(after.calls)).toEqual(new Set(['cassette']));
    expect({ ...after, calls: [] }).toEqual({ ...before, calls: [] });
    expect(after.python).toEqual({ answer: 'Paris' });
    expect(after.stream.length).toBeGreaterThan(1);
  });
});
