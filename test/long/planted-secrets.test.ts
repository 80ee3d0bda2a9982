import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../src/shared/boundaries/report';
import { realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, runJest } from '../e2e/run-jest';
import { found, makeSecrets, type Secret, seeded, writtenAs } from './secrets';

/** `npm run torture:cassettes` takes more, from another seed. */
const ROUNDS = Number(process.env.DSPEX_TORTURE_ROUNDS ?? 1);
const SEED = Number(process.env.DSPEX_TORTURE_SEED ?? 20260102);

/** The requests are read from a variable: the test file itself holds no secret. */
const FILE = `
const { dspex } = require('@dspex/jest-preset');
const { requests, mutate } = JSON.parse(process.env.PLAN);
for (const { name, path, headers, body } of requests) {
  test(name, async () => {
    const text = JSON.stringify(body);
    const response = await fetch('https://api.openai.com/v1/' + path, { method: 'POST', headers, body: mutate ? text.replace('asks', 'asks now') : text });
    const answer = await response.text();
    if (mutate) expect(dspex.lm).toHaveAnswered(99);
    if (name.startsWith('error')) expect(response.status).toBe(400);
    else expect([response.status, answer.length > 0]).toEqual([200, true]);
    if (!name.startsWith('embeddings')) expect(dspex.lm).toMatchPromptSnapshot();
  });
}
`;

interface PlannedRequest {
  readonly name: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/** One request to each place that can hold a secret. What the provider says is in `replies`, by the number in the request. */
function planOf(secrets: readonly Secret[], random: () => number) {
  const replies: Record<string, unknown>[] = [];
  const pick = (): string => writtenAs(secrets[Math.floor(random() * secrets.length)] as Secret, random);
  const chat = (content: string, more: object = {}, reply: Record<string, unknown> = { content: 'ok' }): Record<string, unknown> => {
    replies.push({ usage: usage(3, 4), ...reply });
    return { model: 'local-model', messages: [{ role: 'user', content: `#${replies.length - 1}# asks ${content}` }], ...more };
  };
  const request = (name: string, body: Record<string, unknown>, more: Partial<PlannedRequest> = {}): PlannedRequest => {
    return { name, path: 'chat/completions', headers: { 'content-type': 'application/json' }, body, ...more };
  };
  const withMessages = (messages: object[]): Record<string, unknown> => {
    const body = chat('politely');
    return { ...body, messages: [...messages, ...(body.messages as object[])] };
  };
  const tool = (parameters: object, description = 'Gets.') => ({
    tools: [{ type: 'function', function: { name: 'get', description, parameters } }],
  });
  const property = (schema: object) => ({ type: 'object', properties: { password: { type: 'string', ...schema } } });
  const call = {
    id: 'c1',
    type: 'function',
    function: { name: 'get', arguments: JSON.stringify({ note: pick(), password: 'hunter2', deep: { list: [pick()] } }) },
  };
  const headers = {
    authorization: `Bearer ${secrets[0]?.text}`,
    'x-api-key': secrets[0]?.text ?? '',
    cookie: `session=${secrets[2]?.text}`,
  };
  const requests = [
    request('headers', chat('with headers'), { headers }),
    request('query', chat('with a query'), { path: `chat/completions?key=${encodeURIComponent(secrets[1]?.text ?? '')}` }),
    request('system text', withMessages([{ role: 'system', content: `Use ${pick()} or ${pick()}.` }])),
    request('message', chat(`with ${pick()}\nand ${pick()}`)),
    request(
      'tool arguments and results',
      withMessages([
        { role: 'user', content: 'get' },
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 'c1', content: `it is ${pick()}` },
      ]),
    ),
    request(
      'tool description',
      chat('with a tool', tool(property({ description: `like ${pick()}`, default: 'hunter2' }), `Gets with ${pick()}.`)),
    ),
    request(
      'schema',
      chat('with a schema', {
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'reply', schema: property({ description: `not ${pick()}`, enum: [pick()] }) },
        },
      }),
    ),
    request('model', { ...chat('a model'), model: `local-${secrets[0]?.text}` }),
    request('reply', chat('for text', {}, { content: `it is ${pick()}\nand ${pick()}` })),
    request('reply in chunks', chat('for chunks', { stream: true }, { content: `it is ${pick()} and ${pick()}` })),
    request('reasoning', chat('for thoughts', {}, { content: 'ok', reasoning: `hm, ${pick()}` })),
    request(
      'reply with a tool call',
      chat('for a call', tool(property({})), {
        toolCalls: [{ name: 'get', arguments: JSON.stringify({ note: pick(), password: 'hunter2' }) }],
      }),
    ),
    request('error', chat('for an error', {}, { error: { message: `refused ${pick()}`, type: 'invalid_request_error' }, status: 400 })),
    request('embeddings', { model: 'local-embedding', input: [`asks ${pick()}`, 'plain'] }, { path: 'embeddings' }),
  ];
  return { requests, replies };
}

function textsIn(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path, `${path}\n${readFileSync(path, 'utf8')}`]);
}

// Fails when a planted secret is found in any file that a run wrote, or in what it printed.
test.each(Array.from({ length: ROUNDS }, (_, round) => SEED + round))('no planted secret is written or printed (seed %s)', async (seed) => {
  const random = seeded(seed);
  const secrets = makeSecrets(random);
  const { requests, replies } = planOf(secrets, random);
  const provider = await startProvider();
  const replyTo = (prompt: string) => (replies[Number(/#(\d+)#/.exec(prompt)?.[1])] ?? { content: 'ok', usage: usage(1, 1) }) as never;
  provider.on({ predicate: ({ embeddingInput }) => embeddingInput === undefined }, ({ messages }) => replyTo(JSON.stringify(messages)), {
    chunkSize: 1 + Math.floor(random() * 12),
  } as never);
  const real = { provider: 'openai', baseUrl: `${provider.url}/v1`, apiKeyVariable: 'PLANTED_API_KEY' };
  const project = makeProject({
    'jest.config.js': realConfig(provider.url, { lm: { real }, ledger: { requestsPerMinute: 1000 } }),
    'a.test.js': FILE,
  });
  const planted = Object.fromEntries(secrets.flatMap(({ text, variable }) => (variable === null ? [] : [[variable, text]])));
  const run = (env: Record<string, string>, mutate: boolean) =>
    runJest(project, {
      args: ['--verbose'],
      env: { TEST_MODE: 'integration', ...planted, PLAN: JSON.stringify({ requests, mutate }), ...env },
    });
  const leaks: (readonly [string, string[]])[] = [];
  const look = (output: string): void => {
    for (const [path, text] of [...textsIn(project.folder), ...textsIn(project.tmp), ['output', output] as const]) {
      const here = [...found(secrets, text), ...(path.includes('lm_responses') && text.includes('hunter2') ? ['hunter2'] : [])];
      if (here.length > 0) leaks.push([path, here]);
    }
  };
  try {
    const recorded = await run({}, false);
    look(recorded.output);
    expect(leaks).toEqual([]);
    const failures = recorded.tests
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, failureMessages }) => [fullName, failureMessages]);
    expect(failures).toEqual([]);
    // All but the error are there: what is not written cannot leak.
    expect(recorded.report).toMatchObject({ cassettes: { recorded: requests.length - 1 } });
    // The secrets of replies are in no file, and the summary says where replays differ.
    expect((recorded.report as Report).cassettes.redacted.length).toBeGreaterThan(2);
    expect(recorded.output).toMatch(/redacted +.* holds <redacted> at reply\./);
    const played = await run({ DSPEX_LM: 'replay' }, false);
    expect(played.tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName)).toEqual(['error']);
    look(played.output);
    const missed = await run({ DSPEX_LM: 'replay' }, true);
    expect(missed.tests.every(({ status }) => status === 'failed')).toBe(true);
    look(missed.output);
    // A failing attempt: pending recordings.
    const failed = await run({}, true);
    look(failed.output);
    expect(failed.report).toMatchObject({ cassettes: { pending: expect.any(Number) } });
    expect(leaks).toEqual([]);
  } finally {
    project.remove();
    await provider.stop();
  }
});
