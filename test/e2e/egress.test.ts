import { spawnSync } from 'node:child_process';
import { type Run, runOnce } from './run-jest';

const ASKS = `
import os, socket, subprocess, sys, threading, urllib.request
import dspy

def fetch(url: str) -> str:
    """Fetches a page."""
    return urllib.request.urlopen(url, timeout=5).read().decode()

class Fetches(dspy.Module):
    def forward(self, url):
        return dspy.Prediction(text=fetch(url))

class Swallows(dspy.Module):
    def forward(self, url):
        try: return dspy.Prediction(text=fetch(url))
        except Exception: return dspy.Prediction(text="offline")

class OnAThread(dspy.Module):
    def forward(self, url):
        thread = threading.Thread(target=Swallows().forward, args=(url,))
        thread.start(); thread.join()
        return dspy.Prediction(text="offline")

class Starts(dspy.Module):
    def forward(self, url):
        code = f"import urllib.request; urllib.request.urlopen('{url}', timeout=5)"
        return dspy.Prediction(text=str(subprocess.run([sys.executable, "-c", code], stderr=subprocess.DEVNULL).returncode))

class ImportsLitellm(dspy.Module):
    def forward(self, url):
        import litellm
        return dspy.Prediction(text="imported")

class AsksGateway(dspy.Module):
    def forward(self, url):
        import openai
        chat = openai.OpenAI(max_retries=0).chat.completions.create(model="m", messages=[{"role": "user", "content": "by SDK"}])
        return dspy.Prediction(text=chat.choices[0].message.content)
`;

/** A server in the test's own process, that counts who came; and a program of the module above. */
const head = (options = '{}'): string => `/**
 * @jest-environment @dspex/jest-preset/integration
 * @dspex ${options}
 */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const http = require('node:http');
let came = 0;
const server = http.createServer((request, response) => { came++; response.end('reached'); });
let url;
beforeAll(() => new Promise((resolve) => server.listen(0, '127.0.0.1', () => { url = 'http://127.0.0.1:' + server.address().port + '/'; resolve(); })));
afterAll(() => new Promise((resolve) => server.close(resolve)));
const run = async (name, to = url) => {
  const program = await dspex.loadModule('asks:' + name);
  return (await program.execute({ url: to })).outputs.text;
};
`;
const integration = { env: { TEST_MODE: 'integration' } };

// Each fails when Python gets out, when a test passes although its code asked for the network, or when another test pays for it.
describe('what Python asks of the network', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOnce(
      {
        'asks.py': ASKS,
        'a.test.js': `${head()}
          test('a refusal is an error of its own', async () => {
            await expect(run('Fetches')).rejects.toMatchObject({ code: 'EGRESS_REFUSED' });
          });
          test('swallowed', async () => { expect(await run('Swallows')).toBe('offline'); });
          test('swallowed on a thread', async () => { expect(await run('OnAThread')).toBe('offline'); });
          test('an innocent neighbour', async () => { dspex.lm.when({ q: 1 }).reply({ a: 'ok' }); expect((await dspex.run('q: int -> a', { q: 1 })).outputs.a).toBe('ok'); });
          test.failing('expected to fail', async () => { await run('Swallows'); });
          isolatedTest('swallowed in a process of its own', { level: 'full' }, async () => { await run('Swallows'); });
          describe('concurrent', () => {
            test.concurrent('one that asks', async () => { await run('Swallows'); });
            test.concurrent('one that does not', async () => { dspex.lm.when({ q: 2 }).reply({ a: 'ok' }); await dspex.run('q: int -> a', { q: 2 }); });
          });
          test('litellm is imported without a word', async () => { expect(await run('ImportsLitellm')).toBe('imported'); }, 90_000);
          test('an SDK reaches the rules', async () => { dspex.lm.whenPrompt('by SDK').reply('answered'); expect(await run('AsksGateway')).toBe('answered'); });
          test('a process that Python starts is free', async () => { expect(await run('Starts')).toBe('0'); });
          test('nobody else came', () => expect(came).toBe(1));
        `,
        'hook.test.js': `${head()}
          beforeAll(async () => { await run('Swallows'); });
          test('its file asked in beforeAll', () => undefined);
          test('after it', () => undefined);
        `,
        'allowed.test.js': `${head('{"allowHosts":["localhost"]}')}
          test('allowed by name', async () => { expect(await run('Fetches')).toBe('reached'); });
        `,
        'open.test.js': `${head('{"network":"open"}')}
          test('open', async () => { expect(await run('Fetches')).toBe('reached'); });
        `,
      },
      integration,
    );
  }, 120_000);

  const failure = (name: string): string => run.test(name).failureMessages.join('\n');

  test.each([
    'swallowed',
    'swallowed on a thread',
    'swallowed in a process of its own',
    'concurrent one that asks',
    'its file asked in beforeAll',
  ])('fails the test, with line, library and cure: %s', (name) => {
    expect(failure(name)).toMatch(
      /refused a connection to 127\.0\.0\.1:\d+\.\n\s+why: {2}\S*asks\.py:\d+ \(in fetch\), through urllib,[\s\S]*allowHosts: \['127\.0\.0\.1:\d+'\][\s\S]*\[EGRESS_REFUSED\]/,
    );
  });

  test('is told once where the test saw it', () => {
    expect(failure('a refusal is an error of its own').match(/EGRESS_REFUSED\]/g)).toHaveLength(1);
  });

  test.each([
    'an innocent neighbour',
    'expected to fail',
    'concurrent one that does not',
    'litellm is imported without a word',
    'an SDK reaches the rules',
    'a process that Python starts is free',
    'nobody else came',
    'after it',
    'allowed by name',
    'open',
  ])('concerns nobody else: %s', (name) => {
    expect(failure(name)).toBe('');
  });
});

const isForbidden = spawnSync('unshare', ['-rn', 'true']).status !== 0;
const whereAllowed = isForbidden ? describe.skip : describe;

// Each fails when what Python starts gets out, or when DSPy's own calls need a network.
whereAllowed(`in a network namespace${isForbidden ? ' (skipped: the kernel forbids them, unshare -rn true)' : ''}`, () => {
  test('a started process reaches nothing, DSPy is answered, an SDK is told why not', async () => {
    const run = await runOnce(
      {
        'asks.py': ASKS,
        'a.test.js': `${head()}
          test('started', async () => { expect(await run('Starts')).not.toBe('0'); expect(came).toBe(0); });
          test('answered', async () => { dspex.lm.when({ q: 1 }).reply({ a: 'ok' }); expect((await dspex.run('q: int -> a', { q: 1 })).outputs.a).toBe('ok'); });
          test('an SDK', async () => { await run('AsksGateway'); });
        `,
        'jest.config.js':
          "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { network: 'namespace' } } };\n",
      },
      integration,
    );
    expect(run.test('started').failureMessages).toEqual([]);
    expect(run.test('answered').failureMessages).toEqual([]);
    expect(run.test('an SDK').failureMessages.join()).toMatch(/network namespace[\s\S]*network: 'guard'[\s\S]*EGRESS_REFUSED/);
  });
});
