/** @jest-environment ./test/contract/http-door/door-environment.ts */
import type { Dispatcher, MockAgent } from 'undici';
import { dspex } from '../../../src/sandbox';

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
  Pool: () => new undici.Pool('https://api.openai.com'),
  Client: () => new undici.Client('https://api.openai.com'),
};

// An agent of its own connects by itself: nobody can answer it, and the fence refuses it.
test.each(Object.keys(agents))('an %s of its own is refused', async (name) => {
  dspex.lm.expectMiss();
  const dispatcher = (agents[name] as () => Dispatcher)();
  await expect(undici.request(URL_OF_CHAT, { ...asked, dispatcher })).rejects.toThrow(/LM_UNREACHABLE/);
  await dispatcher.destroy();
});
