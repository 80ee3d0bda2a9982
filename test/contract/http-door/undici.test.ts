/** @jest-environment ./test/contract/http-door/door-environment.ts */
import type { Dispatcher, MockAgent } from 'undici';
import { dspex, lmError } from '../../../src/sandbox';

type Undici = typeof import('undici');
const undici = require('undici') as Undici;
const URL_OF_CHAT = 'https://api.openai.com/v1/chat/completions';
const asked = { method: 'POST' as const, body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }) };
const textOf = (body: unknown): string => (body as { choices: [{ message: { content: string } }] }).choices[0].message.content;

let before: Dispatcher;
beforeEach(() => {
  before = undici.getGlobalDispatcher();
});
afterEach(() => undici.setGlobalDispatcher(before));

function mockAgent(): MockAgent {
  const agent = new undici.MockAgent();
  agent.disableNetConnect();
  undici.setGlobalDispatcher(agent);
  return agent;
}

const ways: Record<string, () => Promise<unknown>> = {
  request: async () => (await undici.request(URL_OF_CHAT, asked)).body.json(),
  fetch: async () => (await undici.fetch(URL_OF_CHAT, asked)).json(),
  'request by headers in pairs': async () =>
    (await undici.request(URL_OF_CHAT, { ...asked, headers: ['content-type', 'application/json', 'host', 'api.openai.com'] })).body.json(),
  'an interceptor over its global dispatcher': async () => {
    const dispatcher = undici.getGlobalDispatcher().compose((dispatch) => (options, handler) => dispatch(options, handler));
    return (await undici.request(URL_OF_CHAT, { ...asked, dispatcher })).body.json();
  },
};

// Fails when npm's undici, which keeps its own connections, is not answered where it sends by the dispatcher of all.
test.each(Object.keys(ways))("undici's %s is answered", async (way) => {
  dspex.lm.whenPrompt('hi').reply('ho');
  expect(textOf(await ways[way]?.())).toBe('ho');
  expect(dspex.lm).toHaveAnswered(1);
});

test('undici streams', async () => {
  dspex.lm.whenPrompt('hi').stream(['one ', 'two']);
  const body = JSON.stringify({ ...JSON.parse(asked.body), stream: true });
  const text = await (await undici.request(URL_OF_CHAT, { ...asked, body })).body.text();
  expect(text).toMatch(/one [\s\S]*two[\s\S]*\[DONE\]/);
});

test.failing('a miss of undici fails the test', async () => {
  dspex.lm.whenPrompt('other').reply('ho');
  await ways.request?.();
});

describe('tests that run at once', () => {
  test.concurrent.each(['a', 'b', 'c'])('each get their own answer: %s', async (name) => {
    dspex.lm.whenPrompt('hi').reply(name);
    expect(textOf(await ways.request?.())).toBe(name);
  });
});

// nodejs/undici documents it so: https://undici.nodejs.org/#/docs/best-practices/mocking-request
describe('a MockAgent of the test', () => {
  test('answers its own host', async () => {
    mockAgent().get('https://shop.example').intercept({ path: '/stock', method: 'GET' }).reply(200, { pens: 3 });
    expect(await (await undici.fetch('https://shop.example/stock')).json()).toEqual({ pens: 3 });
  });

  test('wins over a rule', async () => {
    mockAgent().get('https://api.openai.com').intercept({ path: '/v1/chat/completions', method: 'POST' }).reply(200, { mine: true });
    dspex.lm.whenPrompt('hi').reply('ho');
    expect(await ways.request?.()).toEqual({ mine: true });
  });

  test("leaves Node's own fetch to the rules", async () => {
    mockAgent();
    dspex.lm.whenPrompt('hi').reply('ho');
    expect(textOf(await (await fetch(URL_OF_CHAT, asked)).json())).toBe('ho');
  });
});

const agents: Record<string, () => Dispatcher> = {
  Agent: () => new undici.Agent(),
  'Agent that is composed': () => new undici.Agent().compose(undici.interceptors.retry({ maxRetries: 1 })),
  'Agent that would speak HTTP/2': () => new undici.Agent({ allowH2: true }),
  'Agent of one connection': () => new undici.Agent({ connections: 1, pipelining: 1 }),
  'Agent with time limits': () => new undici.Agent({ connect: { timeout: 1_000 }, headersTimeout: 5_000, bodyTimeout: 5_000 }),
  Pool: () => new undici.Pool('https://api.openai.com'),
  Client: () => new undici.Client('https://api.openai.com'),
  RetryAgent: () => new undici.RetryAgent(new undici.Agent()),
  'Agent, to a host without TLS': () => new undici.Agent(),
};
const open: Dispatcher[] = [];
afterEach(() => Promise.all(open.splice(0).map((agent) => agent.close())));
const opened = (name: string): Dispatcher => {
  const agent = (agents[name] as () => Dispatcher)();
  open.push(agent);
  return agent;
};

// Fails when a connection that an agent makes itself leads to nobody: undici's, and those of libraries that bring undici along.
describe.each(Object.keys(agents))('of its own: %s', (name) => {
  const url = name.endsWith('without TLS') ? URL_OF_CHAT.replace('https:', 'http:') : URL_OF_CHAT;

  test('is answered, again and again', async () => {
    dspex.lm.whenPrompt('hi').reply('ho');
    const dispatcher = opened(name);
    for (const _ of [1, 2, 3]) {
      const { statusCode, body } = await undici.request(url, { ...asked, dispatcher });
      expect([statusCode, textOf(await body.json())]).toEqual([200, 'ho']);
    }
    expect(textOf(await (await undici.fetch(url, { ...asked, dispatcher })).json())).toBe('ho');
    expect(dspex.lm).toHaveAnswered(4);
  });

  test('streams', async () => {
    dspex.lm.whenPrompt('hi').stream(['one ', 'two'], { everyMs: 1 });
    const body = JSON.stringify({ ...JSON.parse(asked.body), stream: true });
    const response = await undici.request(url, { method: 'POST', body, dispatcher: opened(name) });
    expect(await response.body.text()).toMatch(/one [\s\S]*two[\s\S]*\[DONE\]/);
  });
});

test('an agent that serves one test after another is answered by the rules of each', async () => {
  const kept = new undici.Agent();
  const answers = [];
  for (const name of ['first', 'second']) {
    dspex.lm.whenPrompt('hi').replyOnce(name);
    answers.push(textOf(await (await undici.request(URL_OF_CHAT, { ...asked, dispatcher: kept })).body.json()));
  }
  expect(answers).toEqual(['first', 'second']);
  await kept.close();
});

const shared = new undici.Agent();
afterAll(() => shared.close());
describe('an agent that tests share', () => {
  test.each(['a', 'b'])('belongs to the one that runs: %s', async (name) => {
    dspex.lm.whenPrompt('hi').reply(name);
    expect(textOf(await (await undici.request(URL_OF_CHAT, { ...asked, dispatcher: shared })).body.json())).toBe(name);
  });

  test.concurrent.each(['c', 'd', 'e'])('belongs to each that runs at once: %s', async (name) => {
    dspex.lm.whenPrompt('hi').reply(name);
    expect(textOf(await (await undici.request(URL_OF_CHAT, { ...asked, dispatcher: shared })).body.json())).toBe(name);
  });
});

test.failing('a miss of an own agent fails the test', async () => {
  dspex.lm.whenPrompt('other').reply('ho');
  await undici.request(URL_OF_CHAT, { ...asked, dispatcher: opened('Agent') });
});

test('a broken connection, an abort and an error come as from a server', async () => {
  dspex.lm
    .whenPrompt('hi')
    .replyOnce(lmError({ status: 429 }))
    .replyWithFault('reset');
  dspex.lm.whenPrompt('wait').replyWithFault('timeout');
  const wait = { method: 'POST' as const, body: asked.body.replace('hi', 'wait') };
  const dispatcher = opened('Agent');
  expect((await undici.request(URL_OF_CHAT, { ...asked, dispatcher })).statusCode).toBe(429);
  await expect(undici.request(URL_OF_CHAT, { ...asked, dispatcher })).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(undici.request(URL_OF_CHAT, { ...wait, dispatcher, signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});
