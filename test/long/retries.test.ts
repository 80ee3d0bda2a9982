import { makeProject, type Project, type Run, runJest } from '../e2e/run-jest';
import { RefusingServer } from './refusing-server';

/** Clients as people make them: each with the retries that it has by default, and the loop of one that reads no header. */
const CLIENTS = `
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const Anthropic = require('@anthropic-ai/sdk').default;
const { GoogleGenAI } = require('@google/genai');
const { GoogleGenerativeAI } = require('@google/generative-ai');
const { createOpenAI } = require('@ai-sdk/openai');
const { generateText } = require('ai');
const messages = (content) => [{ role: 'user', content }];
const clients = {
  openai: (said) => new OpenAI({ apiKey: 'k' }).chat.completions.create({ model: 'm', messages: messages(said) }),
  anthropic: (said) => new Anthropic({ apiKey: 'k' }).messages.create({ model: 'm', max_tokens: 9, messages: messages(said) }),
  genai: (said) => new GoogleGenAI({ apiKey: 'k' }).models.generateContent({ model: 'm', contents: said }),
  generativeAi: (said) => new GoogleGenerativeAI('k').getGenerativeModel({ model: 'm' }).generateContent(said),
  aiSdk: (said) => generateText({ model: createOpenAI({ apiKey: 'k' }).chat('m'), prompt: said }),
  dspy: (said) => dspex.run('question -> answer', { question: said }),
};
const all = (how) => Promise.all(Object.entries(clients).map(([name, ask]) => ask('<' + name + ' ' + how + '>').then(() => 'answered', (error) => error)));
const NAMES = Object.keys(clients);
const until = async (what, who) => {
  for (let left = 500; left > 0; left--) {
    if ((await (await fetch(SERVER)).json())[what].includes(who)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
};
const closed = (who) => until('closed', who);
const asked = (who) => until('asked', who);
`;
/** A file for each kind, so that they wait side by side. */
const FILES = {
  'full-with-hint.test.js': "test('asks', async () => { await all('full-with-hint'); });",
  'full.test.js': "test('asks', async () => { await all('full'); });",
  'full-once.test.js':
    "test('is answered', async () => { expect((await all('full-once')).map(String)).toEqual(NAMES.map(() => 'answered')); });",
  'unavailable.test.js': "test('asks', async () => { await all('unavailable-with-hint'); });",
  'lost.test.js': `
    test('reset', async () => { await all('reset'); });
    test('silent', async () => { await all('silent'); });`,
  'aborts.test.js': `
    test('by a signal', async () => {
      const aborting = new AbortController();
      const answer = new OpenAI({ apiKey: 'k' }).chat.completions.create({ model: 'm', messages: messages('<openai aborted>') }, { signal: aborting.signal });
      await asked('openai aborted');
      aborting.abort();
      await expect(answer).rejects.toThrow(/abort/i);
      expect(await closed('openai aborted')).toBe(true);
    });
    test('by the time of the client', async () => {
      const answer = new Anthropic({ apiKey: 'k', maxRetries: 0, timeout: 2000 }).messages.create({ model: 'm', max_tokens: 9, messages: messages('<anthropic aborted>') });
      await expect(answer).rejects.toThrow(/time/i);
      expect(await closed('anthropic aborted')).toBe(true);
    });
    test('by the time of a program', async () => {
      const program = await dspex.createProgram({ signature: 'question -> answer' });
      await expect(program.execute({ question: '<dspy aborted>' }, { timeoutMs: 3000 })).rejects.toThrow('EXECUTE_TIMEOUT');
      expect(await closed('dspy aborted')).toBe(true);
    });
    test('by its end', async () => { void clients.generativeAi('<generativeAi aborted>').catch(() => undefined); await asked('generativeAi aborted'); });
    test('after that', async () => { expect(await closed('generativeAi aborted')).toBe(true); });`,
};
const NAMES = ['openai', 'anthropic', 'genai', 'generativeAi', 'aiSdk', 'dspy'];
const each = (count: number): Record<string, number> => Object.fromEntries(NAMES.map((name) => [name, count]));

// Fails when retries of a client and of ours multiply, when nobody waits as the provider says, or when a failure is asked again at once.
describe('who tries again', () => {
  let server: RefusingServer;
  let project: Project;
  let result: Run;
  const failures = (...names: string[]): string[] => names.flatMap((name) => result.test(name).failureMessages);

  beforeAll(async () => {
    server = await RefusingServer.start();
    const lm = { real: { provider: 'openai', baseUrl: server.url } };
    const dspex = { lm, ledger: { requestsPerMinute: 6000 }, maxFailures: 0, maxWaitMs: 8_000 };
    const head = `const SERVER = ${JSON.stringify(server.url)};\n${CLIENTS}`;
    project = makeProject({
      'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testTimeout: 60_000, testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };`,
      ...Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, head + text])),
    });
    result = await runJest(project, { env: { TEST_MODE: 'e2e' } });
  });
  afterAll(async () => {
    project.remove();
    await server.stop();
  });

  test('a full minute is waited for by one layer, as long as the provider says', () => {
    expect(server.counts('full-with-hint')).toEqual(each(3));
    for (const name of NAMES) for (const wait of server.waits(name, 'full-with-hint')) expect(wait).toBeGreaterThanOrEqual(990);
  });

  test('without a word of the provider the waits of a full minute double', () => {
    expect(server.counts('full')).toEqual(each(3));
    for (const name of NAMES) {
      const [first = 0, second = 0] = server.waits(name, 'full');
      expect(first).toBeGreaterThanOrEqual(990);
      expect(second).toBeGreaterThanOrEqual(1990);
    }
  });

  test('a minute that is full once is an error to no client', () => {
    expect(failures('is answered')).toEqual([]);
    expect(server.counts('full-once')).toEqual(each(2));
  });

  test('another failure is tried again as often as each client does by itself, and not before the provider says', () => {
    expect(server.counts('unavailable-with-hint')).toEqual({ ...each(3), genai: 1, generativeAi: 1, dspy: 4 });
    for (const name of NAMES) for (const wait of server.waits(name, 'unavailable-with-hint')) expect(wait).toBeGreaterThanOrEqual(990);
  });

  test('a connection that breaks or says nothing is asked once, closed, and an error that names the host', () => {
    expect(server.counts('reset')).toEqual(each(1));
    expect(server.counts('silent')).toEqual(each(1));
    expect(server.hungUp).toEqual(expect.arrayContaining(NAMES.map((name) => `${name} silent`)));
    expect(failures('silent').join()).toMatch(/did not come back from 127\.0\.0\.1:\d+[\s\S]*LM_PROVIDER_FAILED/);
  });

  test('who gives up closes the connection at once, and has its own error alone', () => {
    expect(failures('by a signal', 'by the time of the client', 'by the time of a program', 'by its end', 'after that')).toEqual([]);
  });
});
