import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LLMock } from '@copilotkit/aimock';
import { describeWithRedis, RedisServer } from '../contract/redis-server';
import { dspexJest } from '../e2e/cli';
import { dspyAnswer, KEY, type Refusal, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, type Project, type Run, runJest } from '../e2e/run-jest';

const HEAD = `const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;
const ask = async (question) => (await dspex.run('question -> answer', { question })).outputs.answer;
const say = (content, more) => new OpenAI({ apiKey: 'unused', ...more }).chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
`;

describe('what limits real calls', () => {
  let projects: Project[] = [];
  let provider: LLMock;
  let started: LLMock | undefined;
  const start = async (refusals: Refusal[] = []): Promise<void> => {
    provider = await startProvider(refusals);
    started = provider;
    provider.onMessage(/capital/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(1000, 100) });
    provider.onMessage(/./, { content: 'hello', usage: usage(10, 5) });
  };
  const project = (tests: Readonly<Record<string, string>>, dspex: object = {}): Project => {
    const made = makeProject({ 'jest.config.js': realConfig(provider.url, { maxFailures: 0, ...dspex }), ...tests });
    projects.push(made);
    return made;
  };
  const run = (of: Project, env: Record<string, string> = {}): Promise<Run> => runJest(of, { env: { TEST_MODE: 'e2e', ...KEY, ...env } });
  afterEach(async () => {
    for (const made of projects) made.remove();
    projects = [];
    // Not every test asks for one.
    await started?.stop();
    started = undefined;
  });

  // Fails when a full minute is an error, is asked again too soon, or counts against the test's own time.
  test('a quota of the minute is waited for as long as the provider says, and not on the time of the test', async () => {
    const refusal: Refusal = { quotaId: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier', retryDelay: '9s' };
    await start([refusal]);
    const tests = `${HEAD}test('asks', async () => { expect((await say('hi', { maxRetries: 0 })).choices[0].message.content).toBe('hello'); }, 8_000);`;
    const result = await run(project({ 'a.test.js': tests }));
    expect(result.test('asks').failureMessages).toEqual([]);
    const [asked] = provider.getRequests();
    expect((asked?.timestamp ?? 0) - (refusal.givenAt ?? 0)).toBeGreaterThanOrEqual(8_900);
  });

  // Fails when somebody tries again: the engine, the openai client with its own retries, or DSPy with its.
  test('a quota of the day and a spent budget are asked once by each client', async () => {
    const day = (): Refusal => ({ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', retryDelay: '1s' });
    const refusals = Array.from({ length: 9 }, day);
    await start(refusals);
    const clients = `${HEAD}
      const { GoogleGenerativeAI } = require('@google/generative-ai');
      const { appendFileSync } = require('node:fs');
      const realFetch = globalThis.fetch;
      let requests = 0;
      beforeEach(() => { requests = 0; globalThis.fetch = (...args) => { requests += 1; return realFetch(...args); }; });
      afterEach(() => { globalThis.fetch = realFetch; appendFileSync(__filename + '.asked', expect.getState().currentTestName + ' ' + (requests || dspex.lm.calls.length) + '\\n'); });
      test('openai', async () => { await say('hi'); });
      test('generative-ai', async () => { await new GoogleGenerativeAI('unused').getGenerativeModel({ model: 'gemini-3.5-flash-lite' }).generateContent('hi'); });
      test('dspy', async () => { await ask('capital?'); });`;
    const ofDay = project({ 'a.test.js': clients });
    const broke = project({ 'a.test.js': clients }, { ledger: { budgetUsd: 0.000001 } });
    for (const [code, of] of [
      ['LM_QUOTA_EXHAUSTED', ofDay],
      ['LM_BUDGET_EXCEEDED', broke],
    ] as const) {
      const result = await run(of);
      expect(result.tests.map((test) => test.failureMessages.join())).toEqual(Array(3).fill(expect.stringContaining(code)));
      expect(readFileSync(join(of.folder, 'a.test.js.asked'), 'utf8')).toBe('openai 1\ngenerative-ai 1\ndspy 1\n');
    }
    expect(refusals.filter(({ givenAt }) => givenAt !== undefined)).toHaveLength(3);
    expect(provider.getRequests()).toHaveLength(0);
  });

  // Fails when a test pays for its wait with its own time, or the wait is not shown. The host is a real one, whose minute is short.
  test('waiting for the rate is shown, and does not count against the time of the test', async () => {
    await start();
    const setup = `
      const built = (path) => require.resolve('@dspex/jest-preset').replace('sandbox/index.js', path);
      const inBundle = () => require(built('code-cache/open-room.js')).openRoom('src/run/host/modules.js')['src/run/host/host.js']();
      // A build for coverage has a file to each module.
      const { Host } = require('node:fs').existsSync(built('run/host/host.js')) ? require(built('run/host/host.js')) : inBundle();
      module.exports = async ({ rootDir }) => {
        const host = await Host.open({ rateWindowMs: 9_000 });
        globalThis[Symbol.for('dspex.run')] = { host, users: 1, startedAt: Date.now(), summaryPrinted: false, rootDir, report: { write: false } };
        process.env.DSPEX_HOST = host.socketPath;
      };`;
    const tests = `${HEAD}test.each([1, 2])('asks %s', async () => { await say('hi', { maxRetries: 0 }); }, 8_000);`;
    const made = project({ 'setup.js': setup, 'a.test.js': tests }, { ledger: { requestsPerMinute: 1 } });
    writeFileSync(
      join(made.folder, 'jest.config.js'),
      `${readFileSync(join(made.folder, 'jest.config.js'), 'utf8')}\nmodule.exports.globalSetup = '<rootDir>/setup.js';`,
    );
    const result = await run(made);
    expect(result.tests.map((test) => test.failureMessages)).toEqual([[], []]);
    expect(result.output).toMatch(/dspex: "asks 2" waits \d+ s for the rate limit/);
    expect(provider.getRequests()).toHaveLength(2);
  });

  // Fails when the money of other runs of this month is not seen, or nobody is warned; and when it is not told who spent it.
  test('the budget of the month warns at 80 %, refuses beyond, and the summary tells where the money went', async () => {
    await start();
    const spent = (made: Project, nanoUsd: number): void => {
      const folder = join(made.folder, '.state', 'spending');
      mkdirSync(folder, { recursive: true });
      const entry = { run: 'another', id: 'call1', kind: 'settled', nanoUsd };
      writeFileSync(join(folder, `${new Date().toISOString().slice(0, 7)}.jsonl`), `${JSON.stringify(entry)}\n`);
    };
    const dear = `${HEAD}test('asks', async () => { expect(await ask('capital?')).toBe('Paris'); });`;
    const cheap = `${HEAD}test('says', async () => { await say('hi'); });`;
    const warned = project({ 'dear.test.js': dear, 'sub/cheap.test.js': cheap });
    spent(warned, 8_100_000_000);
    const result = await run(warned);
    expect(result.tests.map((test) => test.failureMessages)).toEqual([[], []]);
    expect(result.output).toMatch(
      /\$8\.1006 of \$10\.00 this month \(80 % or more\)\n +\$0\.0006 by dear\.test\.js\n +\$0\.0000 by sub\/cheap\.test\.js/,
    );
    const costs = JSON.parse((await dspexJest(warned, ['costs', '--json'])).stdout);
    expect(Object.entries(costs.byFile)).toEqual([
      ['(not noted)', { calls: 1, usd: 8.1 }],
      ['dear.test.js', { calls: 1, usd: expect.closeTo(0.00055, 9) }],
      ['sub/cheap.test.js', { calls: 1, usd: expect.closeTo(0.0000155, 9) }],
    ]);
    expect([costs.runs, costs.lastRun.calls, Object.keys(costs.byModel)]).toEqual([
      2,
      2,
      ['(not noted)', expect.stringMatching(/^gemini-/)],
    ]);
    const refused = project({ 'a.test.js': cheap });
    spent(refused, 9_999_999_000);
    expect((await run(refused)).test('says').failureMessages.join()).toMatch(
      /budget of this month[\s\S]*monthlyBudgetUsd[\s\S]*LM_BUDGET_EXCEEDED/,
    );
    expect(provider.getRequests()).toHaveLength(2);
  });

  describeWithRedis('over one Redis', () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await RedisServer.start();
    });
    afterAll(() => server.stop());

    // Fails when each of two runs has the rate to itself, or when no answer of Redis is a yes.
    test('two runs at once have one rate, and none without Redis', async () => {
      await start();
      const ledger = { requestsPerMinute: 3, runKey: 'both' };
      const tests = { 'a.test.js': `${HEAD}test.each([1, 2, 3])('asks %s', async () => { await say('hi', { maxRetries: 0 }); });` };
      const [one, other] = [project(tests, { ledger, maxWaitMs: 1000 }), project(tests, { ledger, maxWaitMs: 1000 })];
      const env = { DSPEX_REDIS_URL: server.url };
      const both = await Promise.all([run(one, env), run(other, env)]);
      const failures = both.flatMap(({ tests: all }) => all).flatMap((test) => test.failureMessages);
      const at = provider.getRequests().map(({ timestamp }) => timestamp);
      expect(at.length).toBeGreaterThanOrEqual(3);
      expect(failures).toHaveLength(6 - at.length);
      for (const failure of failures) expect(failure).toContain('LM_RATE_WAIT_TOO_LONG');
      for (const from of at) expect(at.filter((each) => each >= from && each < from + 60_000).length).toBeLessThanOrEqual(3);
      await server.kill();
      const denied = await run(one, env);
      expect(denied.tests.flatMap((test) => test.failureMessages)).toEqual(Array(3).fill(expect.stringContaining('LEDGER_UNAVAILABLE')));
      expect(provider.getRequests()).toHaveLength(at.length);
    });
  });
});
