import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

/** `npm run torture:cassettes` asks a thousand times, from four workers. */
const WORKERS = Number(process.env.DSPEX_TORTURE_WORKERS ?? 2);
const CALLS = Number(process.env.DSPEX_TORTURE_CALLS ?? 40);
const PER_FILE = Math.ceil(CALLS / WORKERS);

// Half of the calls come at once; of every ten, two are equal.
const FILE = `
const ask = async (content) => {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  return (await response.json()).choices[0].message.content;
};
const name = require('node:path').basename(__filename);
const question = (n) => name + ' asks ' + (n % 10 === 9 ? n - 1 : n);
for (let first = 0; first < ${PER_FILE}; first += 10) {
  const numbers = Array.from({ length: Math.min(10, ${PER_FILE} - first) }, (_, n) => first + n);
  test('asks from ' + first, async () => {
    const answers = first % 20 === 0 ? await Promise.all(numbers.map((n) => ask(question(n)))) : [];
    if (answers.length === 0) for (const n of numbers) answers.push(await ask(question(n)));
    expect(answers).toEqual(numbers.map((n) => 'you said: ' + question(n)));
  });
}
`;

// Fails when one of many recordings that are written at once is lost, is another's, or does not play.
test(`${CALLS} calls recorded by ${WORKERS} workers into one folder are all there, and play without the server`, async () => {
  const provider = await startProvider();
  provider.onMessage(/./, ({ messages }) => ({ content: `you said: ${String(messages.at(-1)?.content)}`, usage: usage(3, 4) }));
  const files = Object.fromEntries(Array.from({ length: WORKERS }, (_, n) => [`file-${n}.test.js`, FILE]));
  const limits = { ledger: { requestsPerMinute: 1_000_000, budgetUsd: 100, monthlyBudgetUsd: 100 } };
  const project = makeProject({ 'jest.config.js': realConfig(provider.url, limits), ...files });
  const run = (env: Record<string, string>) => runJest(project, { args: ['-w', `${WORKERS}`], env: { TEST_MODE: 'integration', ...env } });
  try {
    const recorded = await run(KEY);
    expect(recorded.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    await provider.stop();
    expect(recorded.report).toMatchObject({
      totals: { lmCalls: { real: PER_FILE * WORKERS } },
      cassettes: { recorded: PER_FILE * WORKERS },
    });
    const kept = readdirSync(join(project.folder, 'test/fixtures/lm_responses'), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(kept).toHaveLength(PER_FILE * WORKERS);
    for (const { parentPath, name } of kept) {
      const { key, occurrence } = JSON.parse(readFileSync(join(parentPath, name), 'utf8')) as { key: string; occurrence: number };
      expect(name).toBe(`${key}-${occurrence}.json`);
    }
    const played = await run({ CI: 'true' });
    expect(played.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    expect(played.report).toMatchObject({
      totals: { lmCalls: { cassette: PER_FILE * WORKERS, real: 0, miss: 0 } },
      cassettes: { played: PER_FILE * WORKERS, unused: [], orphaned: [] },
    });
  } finally {
    project.remove();
    await provider.stop().catch(() => undefined);
  }
});

const TWO_RUNS = `
const ask = async (content) => {
  const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  return (await response.json()).choices[0].message.content;
};
const name = require('node:path').basename(__filename);
for (let n = 1; n <= 12; n++)
  test('test ' + n, async () => {
    for (const turn of [1, 1, 2]) expect(await ask(name + ' ' + n + ' ' + turn)).toMatch('you said: ' + name);
    if (n % 3 === 0 && process.env.FAILS === 'true') throw new Error('fails in this run');
  });
`;

// Fails when one run takes the folder away that another writes into, when both pay for a call, or when one has no answer.
test('two runs of one project at once pay for each call once, keep all, and find what the other has pending', async () => {
  const provider = await startProvider();
  provider.onMessage(/./, ({ messages }) => ({ content: `you said: ${String(messages.at(-1)?.content)}`, usage: usage(3, 4) }));
  const limits = { ledger: { requestsPerMinute: 1_000_000, budgetUsd: 100, monthlyBudgetUsd: 100 } };
  const files = Object.fromEntries(['a', 'b'].map((name) => [`${name}.test.js`, TWO_RUNS]));
  const project = makeProject({ 'jest.config.js': realConfig(provider.url, limits), ...files });
  // Of its own: what a run writes for its reader must not be another's.
  const elsewhere = makeProject({});
  const run = async ({ folder, tmp }: Project, env: Record<string, string>) => {
    const own = { TMPDIR: tmp, DSPEX_REPORT_DIR: join(folder, 'report') };
    const { exitCode, output } = await runJest(project, {
      args: ['-w', '2'],
      outcome: `outcome-${basename(folder)}.json`,
      env: { TEST_MODE: 'integration', ...own, ...env },
    });
    return { exitCode, refused: output.match(/\[[A-Z_]+\]|ENO\w+/g) ?? [] };
  };
  try {
    const failing = { ...KEY, FAILS: 'true' };
    const [one, two] = await Promise.all([run(project, failing), run(elsewhere, failing)]);
    expect([one.exitCode, two.exitCode, one.refused, two.refused]).toEqual([1, 1, [], []]);
    expect(provider.getRequests()).toHaveLength(72);
    // What failed left its answers pending: either run finds them.
    const again = await Promise.all([run(project, KEY), run(elsewhere, KEY)]);
    expect(again.map(({ exitCode, refused }) => [exitCode, refused])).toEqual([
      [0, []],
      [0, []],
    ]);
    expect(provider.getRequests()).toHaveLength(72);
    await provider.stop();
    expect((await run(project, { CI: 'true' })).exitCode).toBe(0);
  } finally {
    project.remove();
    elsewhere.remove();
    await provider.stop().catch(() => undefined);
  }
});
