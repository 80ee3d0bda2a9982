import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { Report } from '../../src/shared/boundaries/report';
import { describeWithRedis, RedisServer } from '../contract/redis-server';
import { dspexJest } from '../e2e/cli';
import { makeProject, type Project, type Run, runJest } from '../e2e/run-jest';

const EXAMPLE = resolve(__dirname, '../../examples/sharded');
const COST_OF_CALL = 30e-6;

/** A model that keeps its own books. Not on 127.0.0.1, where models are free. */
async function openModel(): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    const { messages } = (await json(request)) as { messages: { content: string }[] };
    const { content } = messages[0] as { content: string };
    asked.push(content);
    const choices = [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }];
    const usage = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };
    const body = { id: 'c', object: 'chat.completion', created: 0, model: 'demo-1', choices, usage };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.2');
  await once(server, 'listening');
  return { server, asked, url: `http://127.0.0.2:${(server.address() as AddressInfo).port}/v1` };
}

function filesOf(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

// Fails when shards do not share what they may spend, or when their reports do not add up to the run.
describeWithRedis('examples/sharded, in two shards with one Redis', () => {
  let redis: RedisServer;
  let model: Awaited<ReturnType<typeof openModel>>;
  let project: Project;
  beforeAll(async () => {
    [redis, model] = await Promise.all([RedisServer.start(), openModel()]);
  });
  beforeEach(() => {
    model.asked.length = 0;
    project = makeProject(filesOf(EXAMPLE));
  });
  afterEach(() => project.remove());
  afterAll(async () => {
    model.server.close();
    await redis.stop();
  });

  /** Both at once, each as on a machine of its own. */
  function runShards(id: string, budgetUsd?: string): Promise<Run[]> {
    const env = { TEST_MODE: 'e2e', DSPEX_REDIS_URL: redis.url, MODEL_URL: model.url, BUDGET_USD: budgetUsd, GITHUB_RUN_ID: id };
    return Promise.all(
      [1, 2].map((shard) => {
        const own = { DSPEX_REPORT_DIR: join(project.folder, `shard-${shard}`), DSPEX_STATE_DIR: join(project.folder, `.state-${shard}`) };
        return runJest(project, { args: [`--shard=${shard}/2`], outcome: `outcome-${shard}.json`, env: { ...env, ...own } });
      }),
    );
  }

  async function merged(): Promise<Report> {
    const { status, stderr } = await dspexJest(project, ['report', 'merge', 'shard-1', 'shard-2', '--out', 'merged']);
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return Report.parse(JSON.parse(readFileSync(join(project.folder, 'merged/report.json'), 'utf8')));
  }

  test('each runs half of the files, and their reports become one', async () => {
    const runs = await runShards('1');
    expect(runs.map(({ exitCode, tests }) => [exitCode, tests.length])).toEqual([
      [0, 4],
      [0, 4],
    ]);
    const report = await merged();
    expect(report.files.map(({ file }) => file)).toEqual(['danish', 'french', 'german', 'spanish'].map((name) => `test/${name}.test.js`));
    expect([report.totals.tests.passed, report.totals.lmCalls.real, model.asked.length]).toEqual([8, 8, 8]);
    expect(report.totals.costUsd).toBeCloseTo(8 * COST_OF_CALL, 9);
    const { status } = await dspexJest(project, ['report', 'check', 'merged', '--max-cost', '0.0002']);
    expect(status).toBe(1);
  });

  test('what one has spent is not there for the other', async () => {
    // A call is reserved at its longest answer, and settled at 30 millionths: some fit, all eight do not.
    const runs = await runShards('2', '0.0002');
    const report = await merged();
    const { passed, failed } = report.totals.tests;
    expect([passed + failed, model.asked.length]).toEqual([8, passed]);
    expect(failed).toBeGreaterThan(0);
    expect(report.totals.costUsd).toBeLessThanOrEqual(0.0002);
    const errors = runs.flatMap(({ tests }) => tests.flatMap(({ failureMessages }) => failureMessages));
    expect(errors.filter((error) => !error.includes('LM_BUDGET_EXCEEDED'))).toEqual([]);
  });
});
