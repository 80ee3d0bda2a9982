import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { dspyAnswer, KEY, realConfig, startProvider, usage } from './provider';
import { makeProject, type Project, type Run, runJest } from './run-jest';

/** Without a Python for each run: a file that names nothing of the package has none started ahead. */
const SAY = `const OpenAI = require('openai').default;
const say = (content, model = 'gpt-4o-mini') => new OpenAI({ apiKey: 'unused', maxRetries: 0 }).chat.completions.create({ model, messages: [{ role: 'user', content }] });
`;
const HEAD = `const { dspex } = require('@dspex/jest-preset');
${SAY}const ask = async (question) => (await dspex.run('question -> answer', { question })).outputs.answer;
`;

// Fails when a real call is made without key, price, rate or budget, when a key gets anywhere, or when money is not told.
describe('the real LM', () => {
  let project: Project;
  let provider: Awaited<ReturnType<typeof startProvider>>;
  const run = (env: Record<string, string> = KEY, args: string[] = []): Promise<Run> =>
    runJest(project, { args, env: { TEST_MODE: 'e2e', ...env } });

  beforeEach(async () => {
    provider = await startProvider();
    provider.onMessage(/capital/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(1000, 100) });
    provider.onMessage(/./, { content: 'hello', usage: usage(10, 5) });
  });
  afterEach(async () => {
    project.remove();
    await provider.stop();
  });

  test('answers both doors, bills what was used, and tells it', async () => {
    project = makeProject({
      'jest.config.js': realConfig(provider.url),
      'asks.py':
        'import os, dspy\nclass Env(dspy.Module):\n    def forward(self):\n        return {"found": [name for name in os.environ if name == "GEMINI_TEST_API_KEY"]}\n',
      'a.test.js': `${HEAD}
        test('asks', async () => {
          expect(await ask('capital?')).toBe('Paris');
          const { choices } = await new OpenAI({ apiKey: 'unused' }).chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] });
          expect(choices[0].message.content).toBe('hello');
          expect(dspex.lm.calls.map(({ source, costUsd }) => [source, costUsd])).toEqual([['real', 0.00055], ['real', 0.0000155]]);
          expect(dspex.lm).toHaveCostLessThan(0.001);
          expect(dspex.lm).toHaveAnswered(2, { by: 'real' });
          expect((await (await dspex.loadModule('asks:Env')).execute({})).outputs).toEqual({ found: [] });
        });`,
    });
    const result = await run();
    expect(result.test('asks').failureMessages).toEqual([]);
    expect(result.output).toMatch(/spent +\$0\.0006 of \$1\.00 in this run · \$0\.0006 of \$10\.00 this month/);
    expect(result.report?.totals).toMatchObject({ lmCalls: { real: 2 }, costUsd: expect.closeTo(0.0005655, 9) });
    const everything = result.output + readFileSync(join(project.folder, 'report', 'report.json'), 'utf8');
    expect(everything).not.toContain(KEY.GEMINI_TEST_API_KEY);
  });

  // `LITELLM_…` is also what Python is started with, and a process forked from it has the start's variables in /proc.
  test.each(['LITELLM_KEY', 'OPENAI_API_KEY'])('alone gets a key: no Python and no started process sees %s', async (variable) => {
    const real = { provider: 'openai', baseUrl: `${provider.url}/v1`, model: 'local', apiKeyVariable: variable };
    const planted = 'planted-7f3a91';
    project = makeProject({
      'jest.config.js': realConfig(provider.url, {
        lm: { real },
        python: { path: ['.'], preload: ['sees'], env: { [variable]: planted } },
      }),
      'sees.py': `import os, dspy
AT_IMPORT = str(dict(os.environ))
class Env(dspy.Module):
    def forward(self):
        with open("/proc/self/environ") as started_with:
            return {"seen": AT_IMPORT + str(dict(os.environ)) + started_with.read()}
`,
      'a.test.js': `${HEAD}
        const print = 'console.log(JSON.stringify(process.env), "end")';
        const { isolatedTest } = require('@dspex/jest-preset');
        let program;
        beforeAll(async () => { program = await dspex.loadModule('sees:Env'); });
        for (const level of ['namespace', 'full']) isolatedTest('sees in ' + level, { level }, async () => {
          const { choices } = await new OpenAI({ apiKey: 'unused' }).chat.completions.create({ model: 'local', messages: [{ role: 'user', content: 'hi' }] });
          expect(choices[0].message.content).toBe('hello');
          const child = await dspex.resources.spawn(process.execPath, ['-e', print], { env: { ...process.env }, readyWhen: / end/ });
          for (const seen of [(await program.execute({})).outputs.seen, child.output]) {
            // The matches alone: a failure must not print an environment.
            expect(seen.match(/OPENAI_BASE_URL/)?.[0]).toBe('OPENAI_BASE_URL');
            expect(seen.match(/${planted}|LITELLM_KEY|_TEST_API_KEY/g)).toBeNull();
            expect(seen.match(/OPENAI_API_KEY[^a-z]+([a-z-]+)/)?.[1]).toBe('dspex');
          }
        });`,
    });
    const { tests, output } = await run({ [variable]: planted, OPENAI_TEST_API_KEY: planted, GEMINI_TEST_API_KEY: planted });
    expect(tests.map((test) => test.failureMessages)).toEqual([[], []]);
    expect(output).not.toContain(planted);
    expect(provider.getRequests()).toHaveLength(2);
  });

  test('answers OpenAI Responses and Anthropic by the provider that is configured, under the name that the model is mapped to', async () => {
    provider.clearFixtures();
    provider.onMessage(/hi/, { content: 'hello', usage: usage(10, 5) });
    const real = { baseUrl: provider.url, models: { 'gpt-5': 'gemini-3.5-flash-lite', 'claude-sonnet-5': 'gemini-3.5-flash-lite' } };
    project = makeProject({
      'jest.config.js': realConfig(provider.url, { lm: { real } }),
      'a.test.js': `${HEAD}
        const Anthropic = require('@anthropic-ai/sdk').default;
        const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
        const anthropic = new Anthropic({ apiKey: 'unused', maxRetries: 0 });
        const messages = [{ role: 'user', content: 'hi' }];
        test('asks', async () => {
          expect((await openai.responses.create({ model: 'gpt-5', input: 'hi' })).output_text).toBe('hello');
          expect((await anthropic.messages.stream({ model: 'claude-sonnet-5', max_tokens: 9, messages }).finalText())).toBe('hello');
          expect((await anthropic.messages.countTokens({ model: 'claude-sonnet-5', messages })).input_tokens).toBeGreaterThan(1);
          expect(dspex.lm.calls.map(({ api, source, costUsd }) => [api, source, costUsd > 0])).toEqual([
            ['openai_responses', 'real', true], ['anthropic', 'real', true], ['anthropic', 'real', false]]);
        });
        test('maker', async () => { await anthropic.messages.create({ model: 'claude-opus-5', max_tokens: 9, messages }); });
        test('continues', async () => { await openai.responses.create({ model: 'gpt-5', input: 'hi', previous_response_id: 'resp_x' }); });`,
    });
    const result = await run();
    expect(result.test('asks').failureMessages).toEqual([]);
    expect(result.test('maker').failureMessages.join()).toMatch(/claude-opus-5[\s\S]*LM_MODEL_UNKNOWN/);
    expect(result.test('continues').failureMessages.join()).toMatch(/resp_x[\s\S]*LM_REQUEST_UNSUPPORTED/);
  });

  test('refuses what an OpenAI-compatible server cannot count', async () => {
    const real = { provider: 'openai', baseUrl: `${provider.url}/v1`, model: 'local' };
    project = makeProject({
      'jest.config.js': realConfig(provider.url, { lm: { real } }),
      'a.test.js': `${SAY}test('counts', async () => { await new OpenAI({ apiKey: 'x', maxRetries: 0 }).responses.inputTokens.count({ model: 'local', input: 'hi' }); });`,
    });
    expect((await run({})).test('counts').failureMessages.join()).toMatch(/LM_REQUEST_UNSUPPORTED/);
    expect(provider.getRequests()).toHaveLength(0);
  });

  test('without a key, without a price, or with a model of another maker it is refused, naming the cure', async () => {
    project = makeProject({
      'jest.config.js': realConfig(provider.url),
      'a.test.js': `${SAY}
        test('price', async () => { await say('hi', 'gemini-99-nano'); });
        test('maker', async () => { await say('hi', 'gpt-5'); });
        test('key', async () => { await say('hi'); });`,
    });
    const said = (await run({ ...KEY, CI: '' }, ['-t', 'price|maker'])).tests.map((test) => test.failureMessages.join('\n'));
    expect(said).toEqual([expect.stringContaining('LM_PRICE_UNKNOWN'), expect.stringContaining('LM_MODEL_UNKNOWN'), '']);
    expect((await run({}, ['-t', 'key'])).test('key').failureMessages.join()).toMatch(
      /GEMINI_TEST_API_KEY is not set[\s\S]*LM_KEY_MISSING/,
    );
    expect(provider.getRequests()).toHaveLength(0);
  });

  test('over the budget nothing is asked any more, in any worker', async () => {
    const dspex = { ledger: { budgetUsd: 0.03, requestsPerMinute: 1000 }, maxFailures: 0 };
    const file = `${SAY}test.each([1, 2, 3])('asks %s', async (n) => { await say('capital ' + n); });`;
    project = makeProject({ 'jest.config.js': realConfig(provider.url, dspex), 'a.test.js': file, 'b.test.js': file });
    provider.clearFixtures();
    // What is used is most of what was reserved: a second call no longer fits.
    provider.onMessage(/capital/, { content: dspyAnswer({ answer: 'Paris' }), usage: usage(900, 8000) });
    const { tests, output } = await run(KEY, ['-w', '2']);
    const failures = tests.map((test) => test.failureMessages.join()).filter((message) => message !== '');
    expect(failures).toHaveLength(5);
    for (const failure of failures) expect(failure).toContain('LM_BUDGET_EXCEEDED');
    expect(provider.getRequests()).toHaveLength(1);
    expect(output).toMatch(/spent +\$0\.0203 of \$0\.03/);
  });

  test('a turn that would come too late fails at once', async () => {
    const dspex = { ledger: { requestsPerMinute: 2 }, maxWaitMs: 50_000, maxFailures: 0 };
    project = makeProject({
      'jest.config.js': realConfig(provider.url, dspex),
      'a.test.js': `${SAY}test.each([1, 2, 3])('asks %s', async (n) => { await say('capital ' + n); });`,
    });
    const result = await run();
    expect(result.tests.map((test) => test.status)).toEqual(['passed', 'passed', 'failed']);
    expect(result.test('asks 3').failureMessages.join()).toMatch(/LM_RATE_WAIT_TOO_LONG/);
    expect(provider.getRequests()).toHaveLength(2);
  });

  test('a provider that says nothing is waited for no longer than maxWaitMs, also while the test is recorded', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    project = makeProject({
      'jest.config.js': realConfig(url, { maxWaitMs: 300 }),
      'a.test.js': `${SAY}test('asks', async () => {
        const messages = [{ role: 'user', content: 'capital?' }];
        await new OpenAI({ apiKey: 'x', maxRetries: 0 }).chat.completions.create({ model: 'gpt-4o-mini', messages });
      }, 60000);`,
    });
    const result = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY } });
    silent.closeAllConnections();
    silent.close();
    expect(result.test('asks').failureMessages.join()).toMatch(/no answer within 300 ms[\s\S]*LM_PROVIDER_FAILED/);
  });

  test('without a host there is no ledger, and so no call', async () => {
    project = makeProject({
      'jest.config.js': "module.exports = { testEnvironment: '@dspex/jest-preset/e2e' };",
      'a.test.js': `${SAY}test('asks', async () => { await new OpenAI({ apiKey: 'x', maxRetries: 0 }).chat.completions.create({ model: 'gpt-4o-mini', messages: [] }); });`,
    });
    expect((await run()).test('asks').failureMessages.join()).toMatch(/NO_HOST/);
  });
});
