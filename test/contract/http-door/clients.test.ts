/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { dspex } from '../../../src/sandbox';
import type { Client } from './client';
import { clients, sdks } from './clients';

const connect = (name: string): Client => (clients[name] as () => Client)();

// Every client keeps every case: one that is not answered, answered twice, or answered in another shape fails under its name.
describe.each(Object.keys(clients))('%s is answered', (name) => {
  const client = () => connect(name);

  test('by a rule over its prompt, once, with usage', async () => {
    dspex.lm.whenPrompt(/weather/).reply('sunny');
    const reply = await client().ask({ prompt: 'The weather?' });
    expect(reply).toEqual({ text: 'sunny', toolCalls: [], usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) } });
    expect(reply.usage.inputTokens).toBeGreaterThan(0);
    expect(dspex.lm.calls).toMatchObject([
      {
        door: 'http',
        prompt: 'The weather?',
        source: 'rule',
        model: expect.stringMatching(/gemini-3.5-flash-lite|gpt-4o-mini|claude-sonnet-5/),
      },
    ]);
  });

  test('as JSON where a structured output is asked for', async () => {
    dspex.lm.whenPrompt('sort').reply({ queue: 'billing' });
    const { text } = await client().ask({ prompt: 'sort this', schema: { type: 'object', properties: { queue: { type: 'string' } } } });
    expect(JSON.parse(text)).toEqual({ queue: 'billing' });
  });

  test('by a typed default of its schema when nothing is declared', async () => {
    const { text } = await client().ask({
      prompt: 'sort this',
      schema: { type: 'object', properties: { queue: { type: 'string' } }, required: ['queue'] },
    });
    expect(JSON.parse(text)).toEqual({ queue: 'mock_response' });
  });

  test('by a tool call', async () => {
    dspex.lm.whenPrompt({ tool: 'weather' }).callTool('weather', { city: 'Oslo' });
    expect(await client().ask({ prompt: 'go', tool: 'weather' })).toMatchObject({
      text: '',
      toolCalls: [{ name: 'weather', args: { city: 'Oslo' } }],
    });
  });

  test('again, after the tool has said its result', async () => {
    dspex.lm.whenPrompt('it rains').reply('take an umbrella');
    const { text } = await client().ask({ prompt: 'go', system: 'Be brief.', tool: 'weather', toolResult: 'it rains' });
    expect(text).toBe('take an umbrella');
    expect(dspex.lm.calls).toMatchObject([{ system: 'Be brief.', prompt: expect.stringMatching(/go[\s\S]*it rains/) }]);
  });

  test('by a stream, in the pieces that were written', async () => {
    const { stream } = client();
    if (stream === undefined) return;
    dspex.lm.whenPrompt('tell').stream(['one ', 'two ', 'three']);
    const pieces: string[] = [];
    for await (const piece of stream({ prompt: 'tell' })) pieces.push(piece);
    expect(pieces.filter((piece) => piece !== '')).toEqual(['one ', 'two ', 'three']);
  });

  test('by a miss once, not three times, with the message of the miss', async () => {
    dspex.lm.whenPrompt('something else').reply('a');
    dspex.lm.expectMiss();
    await expect(client().ask({ prompt: 'unknown' })).rejects.toThrow(/LM_MISS/);
    expect(dspex.lm.calls).toHaveLength(1);
  });

  test('by a scripted error with its status', async () => {
    dspex.lm.whenPrompt('busy').replyWithError({ status: 400, message: 'scripted' });
    await expect(client().ask({ prompt: 'busy' })).rejects.toThrow(/scripted/);
  });
});

// Fails when a client does not find its vectors or its count where it looks, or when equal texts differ.
describe.each(Object.keys(sdks))('%s is answered', (name) => {
  const { embed, count } = connect(name);

  (embed === undefined ? test.skip : test)('by embeddings, of one text and of several', async () => {
    const ask = embed as NonNullable<typeof embed>;
    const [one = []] = await ask(['red apple']);
    const [same = [], near = [], far = []] = await ask(['red apple', 'green apple', 'a tax form']);
    const dot = (a: number[], b: number[]): number => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
    expect(one).toHaveLength(name.includes('google') ? 3072 : 1536);
    expect(same).toEqual(one);
    expect(dot(one, near)).toBeGreaterThan(dot(one, far));
    dspex.lm.whenPrompt('scripted').reply({ embedding: [0.25, -0.5] });
    expect(await ask(['scripted'])).toEqual([[0.25, -0.5]]);
    expect(dspex.lm.calls.map(({ operation, source }) => [operation, source])).toEqual([
      ['embed', 'default'],
      ['embed', 'default'],
      ['embed', 'rule'],
    ]);
  });

  (count === undefined ? test.skip : test)('by a count of tokens', async () => {
    const ask = count as NonNullable<typeof count>;
    expect(await ask('How many tokens is this?')).toBeGreaterThan(5);
    dspex.lm.whenPrompt('scripted').reply({ tokens: 12 });
    expect(await ask('scripted')).toBe(12);
    expect(dspex.lm.calls).toMatchObject([{ operation: 'count_tokens' }, { operation: 'count_tokens', source: 'rule' }]);
  });

  test('alike every time: nothing of a reply depends on chance or time', async () => {
    dspex.lm.whenPrompt('hello').reply('hi');
    const bodies = await Promise.all([1, 2].map(async () => JSON.stringify(await connect(name).ask({ prompt: 'hello' }))));
    expect(bodies[0]).toBe(bodies[1]);
  });
});

test.each(['openai (chat)', 'openai (responses)', '@anthropic-ai/sdk'])('%s tries a scripted 429 again without waiting', async (name) => {
  dspex.lm
    .whenPrompt('busy')
    .replyOnce(() => ({ error: { status: 429 } }))
    .reply('at last');
  await expect(connect(name).ask({ prompt: 'busy' })).resolves.toMatchObject({ text: 'at last' });
  expect(dspex.lm.calls).toHaveLength(2);
});

test.each(Object.keys(clients))('concurrent calls of %s each get their own answer', async (name) => {
  dspex.lm.when(() => true).reply(({ prompt }) => prompt.toUpperCase());
  const client = connect(name);
  const replies = await Promise.all(['a', 'b', 'c', 'd'].map((prompt) => client.ask({ prompt })));
  expect(replies.map(({ text }) => text)).toEqual(['A', 'B', 'C', 'D']);
});

describe('tests that run at once', () => {
  test.concurrent.each(Object.keys(clients))('keep the calls of %s to themselves', async (name) => {
    dspex.lm.whenPrompt('who?').reply(name);
    const { text } = await connect(name).ask({ prompt: 'who?' });
    expect(text).toBe(name);
    expect(dspex.lm.calls).toHaveLength(1);
  });
});
