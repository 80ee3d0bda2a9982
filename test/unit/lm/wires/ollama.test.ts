import { exchangeOf } from '../../../../src/lm/wires/wires';
import { lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

type Lm = Pick<ReturnType<typeof engineOf>, 'ask'>;

/** What Ollama's client reads: a line of JSON each. */
async function askOllama(lm: Lm, route: string, body: object) {
  const exchange = exchangeOf(new URL(`http://localhost:11434/api/${route}`), 'POST', JSON.stringify({ model: 'llama3.2', ...body }));
  if (exchange === null) throw new Error(`no wire reads ${route}`);
  const call = exchange.decode();
  const { reply } = await lm.ask(call);
  const { chunks, headers } = exchange.encode(reply, call);
  const lines = chunks.join('').split('\n').filter(Boolean);
  // biome-ignore lint/suspicious/noExplicitAny: the body of a provider
  return { call, headers, chunks, said: lines.map((line) => JSON.parse(line)) as any[] };
}

const messages = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'go' },
];
const tools = [{ type: 'function', function: { name: 'weather', description: 'd', parameters: { type: 'object', properties: {} } } }];

test('a chat streams a line to each piece, unless it is told not to', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('one two');
  const { said, headers, chunks } = await askOllama(lm, 'chat', { messages });
  expect(headers['content-type']).toBe('application/x-ndjson');
  expect(chunks).toHaveLength(said.length);
  expect(said.map(({ message, done }) => [message.content, done])).toEqual([
    ['one ', false],
    ['two', false],
    ['', true],
  ]);
  const whole = await askOllama(lm, 'chat', { messages, stream: false });
  expect(whole.said).toMatchObject([
    { model: 'llama3.2', message: { role: 'assistant', content: 'one two' }, done: true, done_reason: 'stop' },
  ]);
  expect(whole.said[0]).toMatchObject({ prompt_eval_count: expect.any(Number), eval_count: 2 });
});

test('thoughts come before the text, in lines of their own', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply(lmReply({ text: 'one', thinking: 'two things' }));
  const { said } = await askOllama(lm, 'chat', { messages });
  expect(said.map(({ message }) => [message.thinking, message.content])).toEqual([
    ['two ', ''],
    ['things', ''],
    [undefined, 'one'],
    [undefined, ''],
  ]);
});

test('tools are called with arguments that are no text', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).callTool('weather', { city: 'Oslo' });
  const { said } = await askOllama(lm, 'chat', { messages, tools, stream: false });
  expect(said[0].message).toEqual({
    role: 'assistant',
    content: '',
    tool_calls: [{ function: { name: 'weather', arguments: { city: 'Oslo' } } }],
  });
});

test('all that a request says is seen', async () => {
  const call = [
    ...messages,
    { role: 'assistant', content: '', tool_calls: [{ function: { name: 'weather', arguments: { city: 'Oslo' } } }] },
    { role: 'tool', tool_name: 'weather', content: 'rain' },
  ];
  const options = { temperature: 0, num_predict: 9, mirostat: 1, stop: ['x'] };
  const asked = await askOllama(engineOf(), 'chat', {
    messages: call,
    tools,
    options,
    format: { type: 'object' },
    think: 'high',
    logprobs: true,
  });
  expect(asked.call).toMatchObject({
    api: 'ollama',
    system: 'Be brief.',
    schema: { type: 'object' },
    sampling: { temperature: 0, maxTokens: 9, stop: ['x'], reasoningEffort: 'high', logprobs: true },
    carried: { options: { mirostat: 1 } },
    tools: [{ name: 'weather', description: 'd' }],
  });
  expect(asked.call.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool']);
});

test('one prompt is answered by a text', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('gone');
  const { said } = await askOllama(lm, 'generate', { prompt: 'go', system: 's', stream: false });
  expect(said).toMatchObject([{ response: 'gone', done: true }]);
});

test('texts are embedded, by the route of today and by the one before', async () => {
  const { said } = await askOllama(engineOf(), 'embed', { input: ['a', 'b'] });
  expect(said[0].embeddings.map((vector: number[]) => vector.length)).toEqual([256, 256]);
  expect((await askOllama(engineOf(), 'embeddings', { prompt: 'a' })).said).toEqual([{ embedding: said[0].embeddings[0] }]);
});
