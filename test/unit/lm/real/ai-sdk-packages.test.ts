import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiSdkProvider } from '../../../../src/lm/real/ai-sdk/provider';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { ScriptedProvider } from '../../../contract/whole-replies/provider';
import { promptCall } from '../calls';

const REPOSITORY = process.cwd();
const server = new ScriptedProvider();
beforeAll(() => server.listen());
afterAll(() => server.close());
let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'dspex-project-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const given = { apiKey: 'k', fetch: ((...asked) => globalThis.fetch(...asked)) as typeof fetch };
const real = (name: string) =>
  new AiSdkProvider({ ...given, baseUrl: `${server.origin}/v1`, wanted: { package: name }, rootDir: REPOSITORY });

/** A package of this provider, as a project has it installed. */
function installed(provider: string, baseUrl?: string): AiSdkProvider {
  const folder = join(project, 'node_modules/some-provider');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.js'), `exports.createSome = () => (${provider});`);
  return new AiSdkProvider({ ...given, baseUrl, wanted: { package: 'some-provider' }, rootDir: project });
}

const texts = (...said: string[]): LmCall =>
  promptCall('', { operation: 'embed', model: 'm', messages: said.map((text) => ({ role: 'user', parts: [{ type: 'text', text }] })) });

describe('embeddings', () => {
  test('are asked of the package, all texts at once', async () => {
    const data = [
      [1, 0],
      [0, 1],
    ].map((embedding, index) => ({ object: 'embedding', index, embedding }));
    server.script = { body: { object: 'list', data, model: 'm', usage: { prompt_tokens: 5, total_tokens: 5 } } };
    expect(await real('@ai-sdk/openai').send(texts('a', 'b'))).toEqual({
      kind: 'embeddings',
      vectors: [
        [1, 0],
        [0, 1],
      ],
      usage: { inputTokens: 5, outputTokens: 0 },
      model: 'm',
    });
    expect(JSON.parse(server.asked.body)).toMatchObject({ model: 'm', input: ['a', 'b'] });
  });

  test('are asked under the name that older packages have for them', async () => {
    const older = installed(`{ textEmbeddingModel: () => ({ specificationVersion: 'v2', doEmbed: async () => ({ embeddings: [[1]] }) }) }`);
    expect(await older.send(texts('a'))).toMatchObject({ vectors: [[1]], usage: { inputTokens: 0 } });
  });

  test('of a package that has none are refused', async () => {
    await expect(installed('{}').send(texts('a'))).rejects.toMatchObject({
      code: 'LM_REQUEST_UNSUPPORTED',
      message: expect.stringMatching(/asks for embeddings[\s\S]*some-provider has none/),
    });
  });
});

// Fails when a package that speaks another contract is asked in words that it does not know.
test('a package of a contract that is not known here says which are', async () => {
  const older = installed(`{ languageModel: () => ({ specificationVersion: 'v1' }) }`);
  await expect(older.send(promptCall('hi'))).rejects.toMatchObject({
    code: 'LM_PROVIDER_PACKAGE',
    message: expect.stringMatching(/contract v1; known here are v2, v3, v4[\s\S]*npm i -D some-provider@latest/),
  });
});

// Fails when a reply to another question than was asked is recorded: what a package leaves out it says in a warning alone.
test.each([
  ['a setting (V2)', { type: 'unsupported-setting', setting: 'seed' }, /has seed/],
  ['a tool (V2)', { type: 'unsupported-tool', tool: { type: 'function', name: 'weather' } }, /has weather/],
  ['a tool without a name', { type: 'unsupported-tool', tool: {} }, /has a tool/],
  ['a feature (V3)', { type: 'unsupported', feature: 'topK' }, /has topK/],
])('%s that a package leaves out is refused by name', async (_, warning, told) => {
  const result = JSON.stringify({ content: [], finishReason: 'stop', usage: {}, warnings: [warning] });
  const provider = installed(`{ languageModel: () => ({ specificationVersion: 'v2', doGenerate: async () => (${result}) }) }`);
  await expect(provider.send(promptCall('hi'))).rejects.toMatchObject({
    code: 'LM_REQUEST_UNSUPPORTED',
    message: expect.stringMatching(told),
  });
});

// Fails when a sound that a package cannot send is an error of the package's, without what to do.
test('what a package will not send at all is refused', async () => {
  const parts: LmCall['messages'][number]['parts'] = [{ type: 'media', mimeType: 'audio/flac', data: 'AAECAw==' }];
  await expect(real('@ai-sdk/anthropic').send(promptCall('', { messages: [{ role: 'user', parts }] }))).rejects.toMatchObject({
    code: 'LM_REQUEST_UNSUPPORTED',
    message: expect.stringContaining('audio/flac'),
  });
});

// Fails when a system message that stands within a conversation is lost, or sent in parts, which the contract does not take there.
test('a system message in a conversation stands where it stood', async () => {
  server.script = { body: { id: 'c', choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }] } };
  const said = (role: 'user' | 'system', text: string): LmCall['messages'][number] => ({ role, parts: [{ type: 'text', text }] });
  const options = { name: 'local' };
  const wanted = { package: '@ai-sdk/openai-compatible', options };
  const provider = new AiSdkProvider({ ...given, baseUrl: `${server.origin}/v1`, wanted, rootDir: REPOSITORY });
  await provider.send(promptCall('', { messages: [said('user', 'hi'), said('system', 'Be brief.'), said('user', 'Go on.')] }));
  expect((JSON.parse(server.asked.body) as { messages: object[] }).messages).toEqual([
    { role: 'user', content: 'hi' },
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Go on.' },
  ]);
});

// Fails when an error names no host, or a server of one's own is paid for.
test.each([
  [undefined, 'the host of some-provider', false],
  ['https://proxy.example.com/v1', 'proxy.example.com', false],
  ['http://localhost:8000/v1', 'localhost:8000', true],
])('at the address %s the host is %s, and calls are free: %s', (baseUrl, host, isFree) => {
  expect(installed('{}', baseUrl)).toMatchObject({ host, isFree });
});
