import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dspexJest } from '../e2e/cli';
import { KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, type Project, runJest } from '../e2e/run-jest';

const TEST = `
const OpenAI = require('openai').default;
const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
const ask = (content, more) => openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }], ...more });
const tools = [{ type: 'function', function: { name: 'lookup', parameters: { type: 'object', properties: { id: { type: 'number' } } } } }];
test('talks', () => ask('say something'));
test('talks again', () => ask('say something'));
test('reads JSON', () => ask('list prices'));
test('calls a tool', () => ask('look it up', { tools }));
test('shows a picture', () => ask([{ type: 'text', text: 'what is it' }, { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } }]));
`;

interface Outcome {
  readonly seed: number;
  readonly asked: number;
  readonly recordings: readonly { readonly outcome: string; readonly told: readonly string[]; readonly test: { readonly name: string } }[];
}

let provider: Awaited<ReturnType<typeof startProvider>>;
let project: Project;
beforeAll(async () => {
  provider = await startProvider();
  teach({ prices: '[{"price": 1}]', words: 'Something.', id: '{"id": 1}' });
  project = makeProject({ 'jest.config.js': realConfig(provider.url, { ledger: { requestsPerMinute: 1000 } }), 'a.test.js': TEST });
  const recorded = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY } });
  expect(recorded.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
});
afterAll(async () => {
  project.remove();
  await provider.stop();
});

function teach({ prices, words, id }: { prices: string; words: string; id: string }): void {
  provider.clearFixtures();
  provider.onMessage(/list prices/, { content: prices, usage: usage(3, 4) });
  provider.onMessage(/look it up/, { toolCalls: [{ name: 'lookup', arguments: id }] });
  provider.onMessage(/./, { content: words, usage: usage(3, 4) });
}

const files = (): string[] => {
  const entries = readdirSync(join(project.folder, 'test'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).sort();
};
const refresh = async (words: string, env: Record<string, string> = KEY) => {
  const before = provider.getRequests().length;
  const said = await dspexJest(project, ['cassettes', 'refresh', ...words.split(' ')], { env });
  return { ...said, asked: provider.getRequests().length - before };
};
const outcomes = (stdout: string) =>
  Object.fromEntries((JSON.parse(stdout) as Outcome).recordings.map(({ test, outcome, told }) => [test.name, [outcome, ...told]]));

// Each fails when another wording is told of as a change, or a change is not; when a request is paid for twice, or a file changes unasked.
describe('refresh', () => {
  test('is content with another wording, asks for a request once, and writes nothing', async () => {
    teach({ prices: '[{"price": 2}, {"price": 3}]', words: 'Something else.', id: '{"id": 2}' });
    const before = files();
    const { status, stdout, asked } = await refresh('--sample 100% --json');
    expect([status, asked, files()]).toEqual([0, 3, before]);
    const [talks, again] = [outcomes(stdout).talks, outcomes(stdout)['talks again']];
    expect([talks ?? again]).toEqual([['same']]);
    expect(outcomes(stdout)).toMatchObject({
      'reads JSON': ['same'],
      'calls a tool': ['same'],
      'shows a picture': ['left_out', expect.stringContaining('digest')],
    });
  });

  test('tells what changed in shape, ends with 1, and draws the same sample again', async () => {
    teach({ prices: '[{"price": "2"}]', words: 'Something else.', id: '{"id": "2"}' });
    const all = await refresh('--sample 100% --json');
    expect(all.status).toBe(1);
    expect(outcomes(all.stdout)).toMatchObject({
      'reads JSON': ['changed', 'text[].price: number → string'],
      'calls a tool': ['changed', 'tool calls[0] lookup.id: number → string'],
    });
    const one = await refresh('--sample 2 --json --seed 5');
    expect(outcomes((await refresh('--sample 2 --json --seed 5')).stdout)).toEqual(outcomes(one.stdout));
    expect(Object.keys(outcomes(one.stdout))).toHaveLength(2);
    expect((await refresh('--sample 100%')).stdout).toMatch(/^changed {3}test\/.*\n {10}text\[\]\.price: number → string$/m);
  });

  test('writes where it is told to, and the tests play what it wrote', async () => {
    teach({ prices: '[{"price": 7}]', words: 'Written.', id: '{"id": 7}' });
    expect((await refresh('--sample 100% --write')).status).toBe(0);
    expect(files().filter((text) => text.includes('Written.'))).toHaveLength(1);
    expect((await runJest(project, { env: { TEST_MODE: 'integration', CI: 'true' } })).exitCode).toBe(0);
  });

  test('keeps to the budget, and says what it left out', async () => {
    const config = realConfig(provider.url, { ledger: { requestsPerMinute: 1000, budgetUsd: 0 } });
    const poor = makeProject({ 'jest.config.js': config });
    try {
      const env = { ...KEY, LM_CACHE_DIR: join(project.folder, 'test/fixtures/lm_responses') };
      const before = provider.getRequests().length;
      const { stdout, status } = await dspexJest(poor, ['cassettes', 'refresh', '--sample', '100%', '--json'], { env });
      expect(provider.getRequests()).toHaveLength(before);
      expect(status).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ asked: 0, leftOut: 4, spentUsd: 0 });
    } finally {
      poor.remove();
    }
  });

  test('asks whom the docblock of the test file names', async () => {
    const other = await startProvider();
    other.onMessage(/./, { content: 'Said elsewhere.', usage: usage(3, 4) });
    const docblock = `/** @dspex ${JSON.stringify({ lm: { real: { baseUrl: other.url } } })} */\n`;
    const two = makeProject({
      'jest.config.js': realConfig(provider.url, {}),
      'b.test.js': docblock + TEST.split('\n').slice(0, 6).join('\n'),
    });
    try {
      expect((await runJest(two, { env: { TEST_MODE: 'integration', ...KEY } })).exitCode).toBe(0);
      const before = [provider.getRequests().length, other.getRequests().length];
      expect((await dspexJest(two, ['cassettes', 'refresh', '--sample', '100%'], { env: KEY })).status).toBe(0);
      expect([provider.getRequests().length, other.getRequests().length]).toEqual([before[0], (before[1] as number) + 1]);
    } finally {
      two.remove();
      await other.stop();
    }
  });

  test('without a key nothing is asked, and what is missing is named', async () => {
    expect(await refresh('--sample 100%', {})).toMatchObject({ status: 1, asked: 0, stderr: expect.stringContaining('LM_KEY_MISSING') });
  });

  test('a sample that is none is wrong usage', async () => {
    expect(await refresh('--sample some')).toMatchObject({ status: 2, stderr: expect.stringContaining('5%, or 20') });
  });
});
