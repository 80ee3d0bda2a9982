import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeProject, runJest } from '../e2e/run-jest';

const TESTS = `const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0 });
const asking = (n, more) => ({ model: MODEL, n, messages: [{ role: 'user', content: 'a city' }], ...more });
const source = process.env.CI === 'true' ? 'cassette' : 'real';
const answered = () => dspex.lm.calls.map((call) => call.source);

test('three choices', async () => {
  const { choices, usage } = await openai.chat.completions.create(asking(3));
  expect(choices.map(({ index, message }) => [index, message.content])).toEqual([[0, 'city 1'], [1, 'city 2'], [2, 'city 3']]);
  expect(usage.completion_tokens).toBe(6);
  expect(answered()).toEqual([source]);
});
test('two choices in a stream', async () => {
  const { choices } = await openai.chat.completions.stream(asking(2, { stream: true })).finalChatCompletion();
  expect(choices.map(({ message }) => message.content)).toEqual(['city 1', 'city 2']);
  expect(answered()).toEqual([source]);
});
test('two candidates', async () => {
  const model = new GoogleGenerativeAI('k').getGenerativeModel({ model: MODEL, generationConfig: { candidateCount: 2 } });
  const { response } = await model.generateContent('a city');
  expect(response.candidates.map(({ content }) => content.parts[0].text)).toEqual(['city 1', 'city 2']);
});
test('one choice is another request', async () => {
  expect((await openai.chat.completions.create(asking(1))).choices.length).toBe(1);
});
`;

/** Answers with as many cities as it is asked for, in the words of the API that it is asked by. */
function cities(body: Record<string, unknown>, url = ''): [type: string, text: string] {
  const config = body.generationConfig as { candidateCount?: number } | undefined;
  const names = Array.from({ length: Number(config?.candidateCount ?? body.n ?? 1) }, (_, index) => `city ${index + 1}`);
  const spent = names.length * 2;
  if ('contents' in body) {
    const candidates = names.map((name, index) => ({ content: { role: 'model', parts: [{ text: name }] }, finishReason: 'STOP', index }));
    const said = { candidates, usageMetadata: { promptTokenCount: 5, candidatesTokenCount: spent, totalTokenCount: 5 + spent } };
    return url.includes(':stream') ? ['text/event-stream', `data: ${JSON.stringify(said)}\r\n\r\n`] : json(said);
  }
  const head = { id: 'c', created: 1, model: 'm' };
  const usage = { prompt_tokens: 5, completion_tokens: spent, total_tokens: 5 + spent };
  const of = (part: 'message' | 'delta', finish_reason: string | null) =>
    names.map((content, index) => ({ index, [part]: { role: 'assistant', content }, logprobs: null, finish_reason }));
  if (body.stream !== true) return json({ ...head, object: 'chat.completion', choices: of('message', 'stop'), usage });
  const chunks = [...of('delta', null), ...names.map((_, index) => ({ index, delta: {}, finish_reason: 'stop' }))];
  const events = [...chunks.map((choice) => ({ choices: [choice] })), { choices: [], usage }];
  const written = events.map((event) => `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...event })}\n\n`);
  return ['text/event-stream', `${written.join('')}data: [DONE]\n\n`];
}

function json(body: object): [string, string] {
  return ['application/json', JSON.stringify(body)];
}

// Fails when a real call that asks for several choices gets one, is recorded as one, or is refused where its provider has them.
describe.each([
  ['openai', 'gpt-4o-mini', '/v1'],
  ['gemini', 'gemini-3.5-flash-lite', ''],
])('several choices of %s', (provider, model, path) => {
  let server: Server;
  beforeAll(async () => {
    server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
      const [type, said] = cities(JSON.parse(await text(request)), request.url);
      response.writeHead(200, { 'content-type': type }).end(said);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  test('arrive, are recorded, and play without the provider', async () => {
    const real = { provider, model, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}` };
    const options = { lm: { real }, ledger: { requestsPerMinute: 600 } };
    const project = makeProject({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(options)} } };`,
      'a.test.js': `const MODEL = '${model}';\n${TESTS}`,
    });
    const env = { TEST_MODE: 'integration', GEMINI_TEST_API_KEY: 'AIzaSy-not-a-real-key-0123456789abcdef' };
    const failures = async (more: object) =>
      (await runJest(project, { env: { ...env, ...more } })).tests.map(({ failureMessages }) => failureMessages.join());
    expect(await failures({})).toEqual(['', '', '', '']);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    expect(await failures({ CI: 'true' })).toEqual(['', '', '', '']);
    project.remove();
  });
});
