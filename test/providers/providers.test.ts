import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import OpenAI from 'openai';
import { makeProject, type Project, runJest } from '../e2e/run-jest';
import { ANSWER, type ModelServer, startAimock, startLitellm, startLlama } from './servers';

const STREAMS_PY = `
import dspy

class Streams(dspy.Module):
    async def aforward(self, question):
        pieces = []
        listener = dspy.streaming.StreamListener(signature_field_name="answer")
        async for event in dspy.streamify(dspy.Predict("question -> answer"), stream_listeners=[listener])(question=question):
            pieces.append(event.chunk if isinstance(event, dspy.streaming.StreamResponse) else "")
        return {"answer": "".join(pieces), "pieces": pieces}

class Says(dspy.Module):
    def forward(self, question):
        return {"said": dspy.settings.lm(question)[0]}
`;

interface Asked {
  readonly provider: string | { readonly package: string };
  readonly path: string;
  readonly model: string;
  /** What this provider, or this server, has no place for: `n` and embeddings of Anthropic; litellm's mocks stream no Anthropic events. */
  readonly leaveOut: readonly string[];
}
const OPENAI: Asked = { provider: 'openai', path: '/v1', model: 'text', leaveOut: [] };
const ANTHROPIC: Asked = {
  provider: 'anthropic',
  path: '',
  model: 'claude-haiku-4-5',
  leaveOut: ['chat choices', 'chat tools', 'embeddings'],
};
const GEMINI: Asked = { provider: 'gemini', path: '', model: 'gemini-3.5-flash-lite', leaveOut: ['chat tools', 'embeddings'] };
/** Packages of the AI SDK whose provider contract is V4. */
const packaged = (name: string, path: string, model: string): Asked => ({
  provider: { package: name },
  path,
  model,
  leaveOut: ['chat choices', 'chat tools', 'embeddings'],
});
const PACKAGES = [
  packaged('ai-sdk-openai-4', '/v1', 'text'),
  packaged('ai-sdk-anthropic-4', '/v1', 'claude-haiku-4-5'),
  packaged('ai-sdk-google-4', '/v1beta', 'gemini-3.5-flash-lite'),
];
const without = (asked: Asked, ...names: string[]): Asked => ({ ...asked, leaveOut: [...asked.leaveOut, ...names] });
const STREAMS = ['chat', 'responses', 'anthropic', 'gemini', 'ai sdk', 'dspy'].map((name) => `${name} stream`);
/** The mocks of litellm's proxy answer none of these, whoever asks. */
const RESPONSE_STREAMS = ['responses stream', 'ai sdk stream'];

/** It says no answer of DSPy's, calls no tools, and was started for no embeddings. */
const NO_SENSE = ['chat choices', 'chat tools', 'embeddings', 'dspy', 'dspy stream'];

type Server = readonly [string, () => Promise<ModelServer>, readonly Asked[], Readonly<Record<string, string>>];

const SERVERS: readonly Server[] = [
  ['aimock', startAimock, [without(OPENAI, 'chat choices'), ANTHROPIC, without(GEMINI, 'chat choices'), ...PACKAGES], { ANSWER }],
  [
    'the proxy of litellm',
    startLitellm,
    [without(OPENAI, ...RESPONSE_STREAMS), without(ANTHROPIC, ...STREAMS), without(GEMINI, 'chat choices', ...STREAMS)],
    { ANSWER },
  ],
  ['llama.cpp with a model', startLlama, [without(OPENAI, ...NO_SENSE), without(ANTHROPIC, ...NO_SENSE)], { ANSWER: '', MOST: '24' }],
];

const KEYS = {
  OPENAI_TEST_API_KEY: 'not-a-real-key',
  ANTHROPIC_TEST_API_KEY: 'not-a-real-key',
  GEMINI_TEST_API_KEY: 'AIzaSy-not-a-real-key-0123456789abcdef',
};

interface Outcome {
  readonly failed: readonly string[];
  readonly said: Readonly<Record<string, unknown>>;
}

async function run(project: Project, more: Readonly<Record<string, string>>): Promise<Outcome> {
  const said = join(project.folder, 'said.json');
  const { tests } = await runJest(project, { env: { TEST_MODE: 'integration', SAID: said, ...more } });
  const failed = tests.flatMap(({ fullName, failureMessages }) => failureMessages.map((message) => `${fullName}: ${message}`));
  return { failed, said: JSON.parse(readFileSync(said, 'utf8')) as Record<string, unknown> };
}

function projectOf({ provider, path, model }: Asked, url: string): Project {
  const dspex = { lm: { real: { provider, baseUrl: url + path, model, maxOutputTokens: 24 } }, ledger: { requestsPerMinute: 6000 } };
  const project = makeProject({
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`,
    'a.test.js': readFileSync(join(__dirname, 'asking.js'), 'utf8'),
    'streams.py': STREAMS_PY,
  });
  // Packages are looked for where the project is.
  symlinkSync(join(process.env.DSPEX_PROVIDERS_FOLDER ?? '', 'npm/node_modules'), join(project.folder, 'node_modules'));
  return project;
}

function nameOf({ provider }: Asked): string {
  return typeof provider === 'string' ? provider : provider.package;
}

function variables({ provider, model, leaveOut }: Asked): Record<string, string> {
  return { MODEL: model, TOOLS_MODEL: provider === 'openai' ? 'tools' : model, LEAVE_OUT: leaveOut.join() };
}

// Fails when a client is given something else of a server that nobody here wrote than that server says, or when a replay, with the server
// gone, gives a client anything else than it was given.
describe.each(SERVERS)('%s', (_, start, all, says) => {
  let server: ModelServer;
  let projects: Project[];
  beforeAll(async () => {
    server = await start();
    projects = all.map((asked) => projectOf(asked, server.url));
  });
  afterAll(async () => {
    for (const project of projects) project.remove();
    await server.stop();
  });
  const recorded: Outcome[] = [];

  test.each(all.map((asked, index) => [nameOf(asked), asked, index] as const))(
    'answers as a provider of %s',
    async (provider, asked, index) => {
      const outcome = await run(projects[index] as Project, { ...KEYS, ...variables(asked), ...says, SOURCE: 'real' });
      recorded[index] = outcome;
      expect(outcome.failed).toEqual([]);
      expect(Object.keys(outcome.said).length).toBeGreaterThan(5);
      if (provider === 'openai' && says.ANSWER !== '') expect(lasting(outcome.said.chat)).toEqual(lasting(await direct(server.url)));
    },
  );

  test('is gone, and every client is given the same', async () => {
    await server.stop();
    for (const [index, asked] of all.entries()) {
      const played = await run(projects[index] as Project, { ...variables(asked), ...says, CI: 'true', SOURCE: 'cassette' });
      expect(played).toEqual({ failed: [], said: recorded[index]?.said });
    }
  });
});

/** What the server's own client gets of it, without us. */
async function direct(url: string): Promise<object> {
  const client = new OpenAI({ apiKey: 'k', baseURL: `${url}/v1` });
  const asked = { model: 'text', messages: [{ role: 'user' as const, content: 'what time is it?' }] };
  return { ...(await client.chat.completions.create(asked)) };
}

/** Without what is another in each reply. */
function lasting(reply: unknown): object {
  const { id, created, ...rest } = reply as Record<string, unknown>;
  return rest;
}
