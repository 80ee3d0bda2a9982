import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { filesBelow, providerOfTest, SAYS } from './asked-by-sdk';
import { projectsOfTest } from './projects';
import { dspyAnswer, KEY, realConfig, startProvider, usage } from './provider';
import { makeProject, type Project, runJest } from './run-jest';

const CLI = resolve(__dirname, '../../.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');

const ASKS_PY = `
import json
import dspy

class Direct(dspy.Module):
    def forward(self, prompt):
        return {"said": dspy.LM("openai/gpt-4o-mini", cache=False)(prompt)[0]}

class Asks(dspy.Module):
    def forward(self, prompt):
        streamed = dspy.streamify(
            dspy.Predict("question -> answer"),
            stream_listeners=[dspy.streaming.StreamListener(signature_field_name="answer")],
            async_streaming=False,
        )
        pieces = [repr(getattr(piece, "chunk", piece)) for piece in streamed(question="stream from Python")]
        vectors = dspy.Embedder("openai/text-embedding-3-small", caching=False)(["one text", "another"])
        return {"said": dspy.LM("openai/gpt-4o-mini", cache=False)(prompt)[0], "rest": json.dumps([pieces, vectors.tolist()])}
`;

const TEST = `
const { writeFileSync } = require('node:fs');
const { GoogleGenerativeAI } = require('@google/generative-ai');
const OpenAI = require('openai').default;
const { dspex } = require('@dspex/jest-preset');

const post = async (url, body) => {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return [response.status, response.headers.get('content-type'), await response.text()];
};
const said = {};

test('asks through every door', async () => {
  const module = await dspex.loadModule('asks:Asks');
  said.predict = (await dspex.run('question -> answer', { question: 'capital of France?' })).outputs;
  said.python = (await module.execute({ prompt: 'the same prompt' })).outputs;
  const gemini = new GoogleGenerativeAI('unused').getGenerativeModel({ model: 'gemini-3.5-flash-lite' });
  said.gemini = (await gemini.generateContent('hello gemini')).response;
  const { stream } = await gemini.generateContentStream('stream please');
  said.stream = [];
  for await (const piece of stream) said.stream.push(piece.text());
  const openai = new OpenAI({ apiKey: 'unused' });
  const messages = [{ role: 'user', content: 'hello openai' }];
  said.openai = [await openai.chat.completions.create({ model: 'gpt-4o-mini', messages }), await openai.chat.completions.create({ model: 'gpt-4o-mini', messages })];
  said.embedding = (await openai.embeddings.create({ model: 'text-embedding-3-small', input: ['a', 'b'] })).data;
  const contents = [{ role: 'user', parts: [{ text: 'as raw text' }] }];
  const google = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3.5-flash-lite:';
  said.raw = [
    await post(google + 'generateContent', { contents }),
    await post(google + 'streamGenerateContent?alt=sse', { contents }),
    await post(google + 'countTokens', { contents }),
    await post('https://api.openai.com/v1/chat/completions', { model: 'gpt-4o-mini', messages }),
    await post('https://api.openai.com/v1/chat/completions', { model: 'gpt-4o-mini', messages, stream: true, stream_options: { include_usage: true } }),
  ];
  said.calls = dspex.lm.calls.map(({ source }) => source);
});

test('the same prompt', async () => {
  if (process.env.CI !== 'true') {
    const module = await dspex.loadModule('asks:Direct');
    expect((await module.execute({ prompt: 'from either side' })).outputs.said).toContain('one two');
  } else {
    const messages = [{ role: 'user', content: 'from either side' }];
    const { choices } = await new OpenAI({ apiKey: 'unused' }).chat.completions.create({ model: 'gpt-4o-mini', messages });
    expect(choices[0].message.content).toContain('one two');
  }
});

afterAll(() => writeFileSync(process.env.SAID, JSON.stringify(said)));
`;

interface Said {
  readonly calls: readonly string[];
  readonly predict: unknown;
  readonly python: { readonly rest: string };
  readonly stream: readonly string[];
  readonly raw: readonly (readonly [number, string, string])[];
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
      failures: result.tests.flatMap((test) => test.failureMessages).join('\n'),
    };
  };
  const cassettes = () => filesBelow(join(project.folder, 'test', 'fixtures', 'lm_responses'));

  afterEach(() => project.remove());

  test('what was recorded plays without the server, byte for byte, through Python and through Node', async () => {
    const provider = await startProvider();
    provider.onMessage(/capital of France/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(40, 9) });
    provider.onMessage(/stream from Python/, { content: dspyAnswer({ answer: 'one two three four five six' }), usage: usage(40, 9) });
    provider.onMessage(/./, { content: 'one two three four five six seven eight \u00e9\ud83d\ude80\r\n\tnine', usage: usage(3, 10) });
    const real = { baseUrl: provider.url, models: { 'text-embedding-3-small': 'gemini-embedding-001' } };
    project = makeProject({
      'jest.config.js': realConfig(provider.url, { lm: { real }, ledger: { requestsPerMinute: 100 } }),
      'asks.py': ASKS_PY,
      'a.test.js': TEST,
    });
    const recorded = await run(KEY);
    expect(recorded.failures).toBe('');
    await provider.stop();
    const count = cassettes().length;
    const played = await run({ CI: 'true' });
    expect(played.failures).toBe('');
    const before = JSON.parse(recorded.text) as Said;
    const after = JSON.parse(played.text) as Said;
    expect(new Set(before.calls)).toEqual(new Set(['real']));
    expect(new Set(after.calls)).toEqual(new Set(['cassette']));
    expect(played.text.replaceAll('"cassette"', '"real"')).toBe(recorded.text);
    expect(after.predict).toEqual({ answer: 'Paris' });
    expect(after.stream.length).toBeGreaterThan(1);
    expect((JSON.parse(after.python.rest) as [string[], number[][]])[0].length).toBeGreaterThan(1);
    expect(after.raw.map(([status]) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(after.raw[1]?.[2].split('data:').length).toBeGreaterThan(3);
    expect(cassettes()).toHaveLength(count);
    // Python recorded it, Node played it.
    expect(cassettes().filter((path) => path.includes('the-same-prompt-'))).toHaveLength(1);
    expect(played.report).toMatchObject({ cassettes: { moved: 0, unused: [], orphaned: [] } });
    // The report names the recording of each call.
    const { files: told, texts } = Report.parse(played.report);
    const by = told.flatMap(({ tests }) =>
      tests.flatMap(({ details }) => (details?.calls ?? []).map((call) => texts[call.by ?? -1] ?? '')),
    );
    expect(by.length).toBeGreaterThan(9);
    expect(by.filter((path) => !cassettes().includes(join(project.folder, path)))).toEqual([]);
  });
});

const ASKS = `const { dspex } = require('@dspex/jest-preset');
const ask = async (question) => (await dspex.run('question -> answer', { question })).outputs.answer;
`;
// Fails when a miss does not explain itself, when its command does not cure it, or when something is paid for twice.
describe('a missing cassette', () => {
  const projectOf = projectsOfTest();
  const provider = providerOfTest();
  const integration = { TEST_MODE: 'integration' };
  const asked = () => provider().getRequests().length;

  test('names the nearest with a diff, and the command it prints records just this test', async () => {
    const file = (question: string) =>
      `${SAYS}test('asks (once)', async () => { expect(await ask('${question}')).toContain('Paris'); });\ntest('other', async () => { await ask('other'); });`;
    const project = projectOf({ 'jest.config.js': realConfig(provider().url), 'a.test.js': file('capital of France?') });
    await runJest(project, { env: { ...integration, ...KEY } });
    writeFileSync(join(project.folder, 'a.test.js'), file('capital of Spain?'));
    const missed = await runJest(project, { env: { ...integration, CI: 'true' } });
    const message = missed.test('asks (once)').failureMessages.join('\n');
    expect(message).toMatch(/No cassette answers/);
    expect(message).toMatch(/^-.*capital of France\?$/m);
    expect(message).toMatch(/^\+.*capital of Spain\?$/m);
    const command = /next: GEMINI_TEST_API_KEY=<your key> (.*)$/m.exec(message)?.[1] as string;
    expect(command).toBe("DSPEX_LM=auto TEST_MODE=integration npx jest --runTestsByPath a.test.js -t '^asks \\(once\\)$'");
    const before = asked();
    const recorded = await runJest(project, {
      args: ['--runTestsByPath', 'a.test.js', '-t', '^asks \\(once\\)$'],
      env: { ...integration, ...KEY, DSPEX_LM: 'auto', CI: 'true' },
    });
    expect([recorded.exitCode, asked() - before]).toEqual([0, 1]);
    expect((await runJest(project, { env: { ...integration, CI: 'true' } })).exitCode).toBe(0);
  });

  test('a renamed test plays on; unused, orphaned and renamed recordings are told, and prune removes what nobody needs', async () => {
    const cli = (...args: string[]) =>
      spawnSync(process.execPath, [CLI, 'cassettes', ...args], {
        cwd: project.folder,
        encoding: 'utf8',
        env: { ...process.env, DSPEX_STATE_DIR: join(project.folder, '.state') },
      });
    const file = (name: string, question: string) => `${SAYS}test('${name}', async () => { await ask('${question}'); });`;
    const project = projectOf({
      'jest.config.js': realConfig(provider().url),
      'a.test.js': file('one', 'a'),
      'b.test.js': file('two', 'b'),
      'c.test.js': file('three', 'c'),
    });
    await runJest(project, { env: { ...integration, ...KEY } });
    writeFileSync(join(project.folder, 'a.test.js'), file('uno', 'a'));
    rmSync(join(project.folder, 'b.test.js'));
    writeFileSync(join(project.folder, 'c.test.js'), "test('three', () => undefined);");
    const { exitCode, output } = await runJest(project, { env: { ...integration, CI: 'true' } });
    expect(exitCode).toBe(0);
    expect(output).toMatch(/cassettes +1 played from a renamed test .* · 1 unused · 1 of tests that are gone/);
    expect(cli('verify')).toMatchObject({ status: 1, stdout: expect.stringMatching(/orphaned .*b\.test\.js/) });
    expect(cli('prune').stdout).toMatch(/2 cassettes would be removed and 1 moved/);
    expect(cli('prune', '--yes').stdout).toMatch(/2 cassettes removed, 1 moved/);
    expect(cli('verify')).toMatchObject({ status: 0, stdout: expect.stringMatching(/1 cassette in order/) });
    const [left] = filesBelow(join(project.folder, 'test', 'fixtures', 'lm_responses'));
    writeFileSync(left as string, readFileSync(left as string, 'utf8').replace('Paris', 'sk-abcdefghijklmnopqrstuvwx'));
    expect(cli('verify')).toMatchObject({ status: 1, stdout: expect.stringMatching(/^secret/m) });
  });

  test('errors of the provider are told and never recorded', async () => {
    const project = projectOf({
      'jest.config.js': realConfig(provider().url),
      'a.test.js': `${ASKS}test('asks', async () => { await expect(ask('x')).rejects.toThrow(/overloaded/); });`,
    });
    provider().clearFixtures();
    provider().onMessage(/./, { error: { message: 'overloaded', type: 'server_error' }, status: 400 });
    const run = await runJest(project, { env: { ...integration, ...KEY } });
    expect(run.test('asks').failureMessages).toEqual([]);
    expect(existsSync(join(project.folder, 'test'))).toBe(false);
  });
});
