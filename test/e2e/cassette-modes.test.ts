import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { KEY, realConfig, startProvider, usage } from './provider';
import { makeProject, runJest } from './run-jest';

const FOLDER = join('test', 'fixtures', 'lm_responses');

const ASK = `
const OpenAI = require('openai').default;
const openai = new OpenAI({ apiKey: 'unused', maxRetries: 2 });
const ask = async (content) => (await openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] })).choices[0].message.content;
`;

const TEST = `${ASK}
const { writeFileSync } = require('node:fs');
const said = {};
const keep = async (name, asking) => { said[name] = await asking; };
let attempts = 0;
jest.retryTimes(1);

beforeAll(() => keep('beforeAll', ask('before all')));
afterAll(() => writeFileSync(process.env.SAID, JSON.stringify(said, Object.keys(said).sort())));

let equal = 0;
test.each([1, 2])('equal names', () => keep('equal ' + ++equal, ask('in equal names')));
test('equal requests', () => Promise.all([1, 2, 3].map((n) => keep('request ' + n, ask('in one test')))));
test.concurrent('concurrent one', () => Promise.all([1, 2].map((n) => keep('concurrent one ' + n, ask('concurrent')))));
test.concurrent('concurrent two', () => keep('concurrent two', ask('concurrent')));
test('flaky', async () => {
  await keep('flaky', ask('in a flaky test'));
  if (++attempts === 1) throw new Error('once');
});
test('its client tries again', () => keep('retried', ask('fails once')));
test.todo('a test that is not written');
`;

interface Outcome {
  readonly text: string;
  readonly failures: string;
  readonly output: string;
  readonly asked: number;
  readonly cassettes: { readonly played: number; readonly recorded: number; readonly unused: string[]; readonly orphaned: string[] };
}

// Fails when a call is asked twice, when a replay differs from its recording, or when something but DSPEX_LM=record changes a cassette.
test('DSPEX_LM, CI and -u do what they say, whatever tests do at once, again, or under one name', async () => {
  const provider = await startProvider();
  let failed = false;
  let answers = 0;
  provider.onMessage(/./, (request) => {
    if (!failed && JSON.stringify(request).includes('fails once')) {
      failed = true;
      return { error: { message: 'overloaded', type: 'server_error' }, status: 500 };
    }
    return { content: `answer ${++answers}`, usage: usage(3, 4) };
  });
  const project = makeProject({
    'jest.config.js': realConfig(provider.url, { ledger: { requestsPerMinute: 1000 } }),
    '__tests__/a.test.js': TEST,
  });
  let stopped = false;
  const run = async (env: Record<string, string>, args: string[] = []): Promise<Outcome> => {
    const path = join(project.folder, 'said.json');
    rmSync(path, { force: true });
    const before = answers;
    const result = await runJest(project, { args, env: { TEST_MODE: 'integration', SAID: path, ...env } });
    return {
      text: existsSync(path) ? readFileSync(path, 'utf8') : '',
      failures: result.tests.flatMap(({ failureMessages }) => failureMessages).join('\n'),
      output: result.output,
      asked: answers - before,
      cassettes: (result.report as unknown as { cassettes: Outcome['cassettes'] }).cassettes,
    };
  };
  try {
    const recorded = await run(KEY);
    expect(recorded.failures).toBe('');
    const files = contents(join(project.folder, FOLDER));
    expect([recorded.asked, Object.keys(files).length]).toEqual([11, 11]);
    expect(recorded.cassettes).toMatchObject({ recorded: 11, unused: [], orphaned: [] });

    const updated = await run(KEY, ['-u', '--ci']);
    expect([updated.failures, updated.asked, updated.text]).toEqual(['', 0, recorded.text]);
    expect(updated.cassettes).toMatchObject({ recorded: 0, unused: [], orphaned: [] });

    const off = await run({ ...KEY, DSPEX_LM: 'off' }, ['-t', 'equal requests']);
    expect(off.failures).toContain('cassettes are off (DSPEX_LM=off)');
    expect(off.failures).toContain('DSPEX_LM=live asks it');
    expect([off.asked, contents(join(project.folder, FOLDER))]).toEqual([0, files]);

    failed = false;
    const live = await run({ ...KEY, DSPEX_LM: 'live', CI: 'true' });
    // A second attempt asks again.
    expect([live.failures, live.asked, contents(join(project.folder, FOLDER))]).toEqual(['', 12, files]);
    expect(live.text).not.toBe(recorded.text);
    expect(live.cassettes).toMatchObject({ played: 0, recorded: 0, unused: [], orphaned: [] });
    const keyless = await run({ DSPEX_LM: 'live' }, ['-t', 'equal requests']);
    expect([keyless.failures.includes('LM_KEY_MISSING'), keyless.asked]).toEqual([true, 0]);

    failed = false;
    const anew = await run({ ...KEY, DSPEX_LM: 'record', CI: 'true' });
    expect([anew.failures, anew.asked]).toEqual(['', 11]);
    expect(anew.text).not.toBe(recorded.text);
    const changed = contents(join(project.folder, FOLDER));
    expect(Object.keys(changed)).toEqual(Object.keys(files));
    for (const [path, text] of Object.entries(changed)) expect(text).not.toBe(files[path]);

    await provider.stop();
    stopped = true;
    const elsewhere = join(project.folder, 'elsewhere');
    renameSync(join(project.folder, FOLDER), elsewhere);
    for (const place of ['elsewhere', elsewhere]) {
      const replayed = await run({ DSPEX_LM: 'replay', LM_CACHE_DIR: place });
      expect([replayed.failures, replayed.text]).toEqual(['', anew.text]);
    }
  } finally {
    project.remove();
    if (!stopped) await provider.stop();
  }
});

function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]));
}
