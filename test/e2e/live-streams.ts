import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LiveServer, liveServer } from './live-server';
import { KEY } from './provider';
import { makeProject, type Project, runJest } from './run-jest';

const HEARING = `
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');
const MODEL = process.env.MODEL;
const question = [{ role: 'user', content: 'what time is it?' }];
const goOn = () => process.env.SERVER && fetch(process.env.SERVER + '/go-on');
const said = {};
/** The provider says no more until the first piece is here. */
async function read(pieces, textOf) {
  const all = [];
  for await (const piece of pieces) {
    if (all.push(piece) && textOf(piece)) await goOn();
  }
  expect(all.map(textOf).join('')).toContain('four o clock');
  // What a program took is another each time.
  said[expect.getState().currentTestName] = all.map(({ durationMs, ...piece }) => piece);
}
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0 });
const clients = {
  openai: async () => read(await openai.chat.completions.create({ model: MODEL, messages: question, stream: true }), (piece) => piece.choices[0]?.delta.content ?? ''),
  responses: async () => read(await openai.responses.create({ model: MODEL, input: 'what time is it?', stream: true }), (event) => (event.type === 'response.output_text.delta' ? event.delta : '')),
  anthropic: async () => read(await anthropic.messages.create({ model: MODEL, max_tokens: 50, messages: question, stream: true }), (event) => event.delta?.text ?? ''),
  gemini: async () => read((await new GoogleGenerativeAI('k').getGenerativeModel({ model: MODEL }).generateContentStream('what time is it?')).stream, (piece) => piece.text()),
  dspy: async () => {
    const program = await dspex.createProgram({ signature: 'question -> answer' });
    const stream = program.stream({ question: 'what time is it?' }, { fields: ['answer'] });
    await read(stream, (piece) => piece.text ?? '');
  },
};
test.each(Object.keys(clients))('%s', (name) => clients[name]());
afterAll(() => require('node:fs').writeFileSync(process.env.SAID + 'heard.json', JSON.stringify(said)));
`;

/** Each client leaves its stream at the first piece, and the test ends when the provider has seen its connection closed. On replay there is none. */
const LEAVING = `
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenerativeAI } = require('@google/generative-ai');
const MODEL = process.env.MODEL;
const question = [{ role: 'user', content: 'what time is it?' }];
const openai = new OpenAI({ apiKey: 'k', maxRetries: 0 });
const anthropic = new Anthropic({ apiKey: 'k', maxRetries: 0 });
const SERVER = process.env.SERVER;
const closed = async () => (SERVER ? Number(await (await fetch(SERVER + '/closed')).text()) : 0);
const said = {};
async function leave(pieces, textOf, leaves = () => undefined) {
  const before = await closed();
  const heard = [];
  try {
    for await (const piece of pieces) {
      if (!textOf(piece)) continue;
      heard.push(textOf(piece));
      if (leaves()) continue;
      break;
    }
  } catch (error) {
    expect(error.name + error.message).toMatch(/abort|EXECUTE_CANCELLED|reading from the stream/i);
  }
  while ((SERVER && (await closed()) === before) || dspex.lm.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(dspex.lm.calls.map(({ source, error }) => [source, error?.message])).toEqual([[SERVER ? 'real' : 'cassette', expect.stringContaining('LM_CALL_GIVEN_UP')]]);
  said[expect.getState().currentTestName] = heard[0];
}
test('openai, break', async () => leave(await openai.chat.completions.create({ model: MODEL, messages: question, stream: true }), (piece) => piece.choices[0]?.delta.content ?? ''));
test('anthropic, break', async () => leave(await anthropic.messages.create({ model: MODEL, max_tokens: 50, messages: question, stream: true }), (event) => event.delta?.text ?? ''));
test('gemini, a signal', async () => {
  const leaving = new AbortController();
  const { stream, response } = await new GoogleGenerativeAI('k').getGenerativeModel({ model: MODEL }).generateContentStream('what time is it?', { signal: leaving.signal });
  response.catch(() => undefined);
  await leave(stream, (piece) => piece.text(), () => (leaving.abort(), true));
});
test('fetch, a reader that is cancelled', async () => {
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: MODEL, messages: question, stream: true }) });
  await leave(response.body, () => 'text');
});
test('dspy, break', async () => {
  const program = await dspex.createProgram({ signature: 'question -> answer' });
  await leave(program.stream({ question: 'what time is it?' }, { fields: ['answer'] }), (piece) => piece.text ?? '');
});
test('dspy, a signal', async () => {
  const program = await dspex.createProgram({ signature: 'question -> answer' });
  const leaving = new AbortController();
  await leave(program.stream({ question: 'what time is it?' }, { fields: ['answer'], signal: leaving.signal }), (piece) => piece.text ?? '', () => (leaving.abort(), true));
});
afterAll(() => require('node:fs').writeFileSync(process.env.SAID + 'left.json', JSON.stringify(said)));
`;

export const PROVIDERS = [
  ['openai', { provider: 'openai', path: '/v1', model: 'm' }],
  ['anthropic', { provider: 'anthropic', path: '', model: 'claude-haiku-4-5' }],
  ['gemini', { provider: 'gemini', path: '', model: 'gemini-3.5-flash-lite' }],
  ['a package of the AI SDK', { provider: { package: '@ai-sdk/openai-compatible' }, path: '/v1', model: 'm' }],
] as const;

type Asked = (typeof PROVIDERS)[number][1];

function projectOf(server: LiveServer, { provider, path, model }: Asked): Project {
  const prices = { [model]: { inputPerMillionUsd: 1, outputPerMillionUsd: 1 } };
  const dspex = {
    lm: { real: { provider, baseUrl: server.url + path, model }, prices },
    ledger: { requestsPerMinute: 1000 },
    allowHosts: ['127.0.0.1'],
  };
  return makeProject({
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`,
    'heard.test.js': HEARING,
    'left.test.js': LEAVING,
  });
}

const KEYS = { ...KEY, OPENAI_TEST_API_KEY: 'k', ANTHROPIC_TEST_API_KEY: 'k' };

/** What failed, and what each test says that it heard. The files go one after the other: the provider is one. */
async function outcomeOf(project: Project, env: Readonly<Record<string, string>>) {
  const SAID = join(project.folder, 'said-');
  const { tests } = await runJest(project, { args: ['--runInBand'], env: { TEST_MODE: 'integration', SAID, ...env } });
  const said = ['heard', 'left'].map((name) => JSON.parse(readFileSync(`${SAID}${name}.json`, 'utf8')) as object);
  return { count: tests.length, failures: tests.flatMap(({ failureMessages }) => failureMessages), said };
}

/**
 * Fails when a client hears nothing of a stream before it is whole, when a provider goes on saying, and charging, what nobody reads, or
 * when a replay gives a client something else than it heard, were it the part of a stream that it left.
 */
export async function expectEachToHear(asked: Asked): Promise<void> {
  const server = await liveServer();
  const project = projectOf(server, asked);
  try {
    const live = await outcomeOf(project, { ...KEYS, MODEL: asked.model, SERVER: server.url });
    expect(live).toMatchObject({ count: 11, failures: [] });
    await server.close();
    expect(await outcomeOf(project, { MODEL: asked.model, CI: 'true' })).toEqual(live);
  } finally {
    project.remove();
    await server.close();
  }
}
