/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { dspex } from '../../../src/sandbox';

type Body = Record<string, unknown>;

interface Route {
  readonly url: string;
  readonly body: Body;
  readonly idOf: (reply: Body) => unknown;
}

const hi = [{ role: 'user', content: 'hi' }];
const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash';
const contents = { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] };
const id = (reply: Body): unknown => reply.id;
const ROUTES: readonly [string, Route][] = [
  ['OpenAI chat', { url: 'https://api.openai.com/v1/chat/completions', body: { model: 'gpt-4o', messages: hi }, idOf: id }],
  ['OpenAI Responses', { url: 'https://api.openai.com/v1/responses', body: { model: 'gpt-4o', input: 'hi' }, idOf: id }],
  ['OpenAI moderation', { url: 'https://api.openai.com/v1/moderations', body: { input: 'hi' }, idOf: id }],
  ['Anthropic', { url: 'https://api.anthropic.com/v1/messages', body: { model: 'claude-opus-5', max_tokens: 9, messages: hi }, idOf: id }],
  ['Gemini', { url: `${gemini}:generateContent`, body: contents, idOf: ({ responseId }) => responseId }],
  [
    'Gemini Interactions',
    {
      url: 'https://generativelanguage.googleapis.com/v1beta/interactions',
      body: { model: 'gemini-2.5-flash', input: 'hi' },
      idOf: id,
    },
  ],
];

const seenBefore = new Map<string, unknown[]>();

async function ask({ url, body }: Route): Promise<Body> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  return (await response.json()) as Body;
}

beforeEach(() => dspex.lm.whenPrompt('hi').reply('hello'));

// Clients keep replies by their ids, as LangGraph does the messages of a graph: one that comes with the id of another replaces it.
describe.each(ROUTES)('the id of a reply of %s', (name, route) => {
  // Two tests, and the second begins anew: an id that counts over tests changes with `-t`, and with it what a test snapshots.
  test.each(['first', 'second'])('is another for each request of a test, equal or not, and the same in the %s test', async () => {
    const replies = [await ask(route), await ask(route), await ask({ ...route, body: { ...route.body, temperature: 0.5 } })];
    const ids = replies.map(route.idOf);
    expect(new Set(ids).size).toBe(3);
    expect(ids.every((one) => typeof one === 'string' && one.length > 10)).toBe(true);
    expect(ids).toEqual(seenBefore.get(name) ?? ids);
    seenBefore.set(name, ids);
  });
});

test('all pieces of a stream have its one id, and the next stream another', async () => {
  const streamed = async (): Promise<unknown[]> => {
    const [, route] = ROUTES[0] as [string, Route];
    const body = JSON.stringify({ ...route.body, stream: true });
    const text = await (await fetch(route.url, { method: 'POST', body })).text();
    const events = text.match(/\{.*\}/g) ?? [];
    return [...new Set(events.map((event) => (JSON.parse(event) as Body).id))];
  };
  const [first, second] = [await streamed(), await streamed()];
  expect([first.length, second.length]).toEqual([1, 1]);
  expect(first).not.toEqual(second);
});
