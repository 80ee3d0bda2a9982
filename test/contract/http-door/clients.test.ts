/** @jest-environment ./test/contract/http-door/door-environment.ts */
import { dspex } from '../../../src/sandbox';
import { clients } from './clients';

// Every client keeps every case: one that is not answered, answered twice, or answered in another shape fails under its name.
describe.each(Object.keys(clients))('%s is answered', (name) => {
  const client = () => (clients[name] as () => ReturnType<(typeof clients)[string]>)();

  test('by a rule over its prompt, once, with usage', async () => {
    dspex.lm.whenPrompt(/weather/).reply('sunny');
    const reply = await client().ask({ prompt: 'The weather?' });
    expect(reply).toEqual({ text: 'sunny', toolCalls: [], usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) } });
    expect(reply.usage.inputTokens).toBeGreaterThan(0);
    expect(dspex.lm.calls).toMatchObject([
      { door: 'http', prompt: 'The weather?', source: 'rule', model: expect.stringMatching(/gemini-3.5-flash-lite|gpt-4o-mini/) },
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

test('openai tries a scripted 429 again without waiting', async () => {
  dspex.lm
    .whenPrompt('busy')
    .replyOnce(() => ({ error: { status: 429 } }))
    .reply('at last');
  await expect((clients.openai as () => ReturnType<(typeof clients)[string]>)().ask({ prompt: 'busy' })).resolves.toMatchObject({
    text: 'at last',
  });
  expect(dspex.lm.calls).toHaveLength(2);
});

test.each(Object.keys(clients))('concurrent calls of %s each get their own answer', async (name) => {
  dspex.lm.when(() => true).reply(({ prompt }) => prompt.toUpperCase());
  const client = (clients[name] as () => ReturnType<(typeof clients)[string]>)();
  const replies = await Promise.all(['a', 'b', 'c', 'd'].map((prompt) => client.ask({ prompt })));
  expect(replies.map(({ text }) => text)).toEqual(['A', 'B', 'C', 'D']);
});

describe('tests that run at once', () => {
  test.concurrent.each(Object.keys(clients))('keep the calls of %s to themselves', async (name) => {
    dspex.lm.whenPrompt('who?').reply(name);
    const { text } = await (clients[name] as () => ReturnType<(typeof clients)[string]>)().ask({ prompt: 'who?' });
    expect(text).toBe(name);
    expect(dspex.lm.calls).toHaveLength(1);
  });
});
