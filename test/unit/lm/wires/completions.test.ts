import OpenAI from 'openai';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { answeredAt } from '../../../../src/lm/wires/wires';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const HI = { model: 'instruct', prompt: 'Say hi' };
const USAGE = { inputTokens: 10, outputTokens: 5 };

/** The SDK's own client, asking an engine. */
function clientOf(lm: ReturnType<typeof engineOf>): OpenAI {
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const request = { url: new URL(String(url)), method: init.method ?? 'GET', body: String(init.body) };
    const reply = await answerOverWire(request, async (call) => (await lm.ask(call)).reply);
    if (reply === null) throw new Error(`no wire reads ${String(url)}`);
    return new Response(reply.chunks.join(''), { status: reply.status, headers: reply.headers });
  };
  return new OpenAI({ apiKey: 'k', maxRetries: 0, fetch });
}

test('a prompt, alone or in a list, is answered by a text, why it ends and its tokens', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Say hi' }).reply(lmReply({ text: 'hi', usage: USAGE, finishReason: 'length' }));
  const { completions } = clientOf(lm);
  const expected = {
    id: expect.stringMatching(/^cmpl-/),
    object: 'text_completion',
    created: 1_700_000_000,
    model: 'instruct',
    choices: [{ text: 'hi', index: 0, logprobs: null, finish_reason: 'length' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
  expect(await completions.create(HI)).toMatchObject(expected);
  expect(await completions.create({ ...HI, prompt: ['Say hi'] })).toMatchObject(expected);
});

test('several choices, the prompt that is told again, and log probabilities in lists', async () => {
  const lm = engineOf();
  const logprobs = [
    { token: 'h', logprob: -0.1, top: [{ token: 'h', logprob: -0.1 }] },
    { token: 'i', logprob: -0.2, top: [] },
  ];
  lm.whenPrompt({ prompt: 'Say hi' }).reply(lmReply({ choices: [lmReply({ text: 'hi', logprobs }), 'hello'] }));
  const { choices } = await clientOf(lm).completions.create({ ...HI, n: 2, logprobs: 1 });
  expect(choices.map(({ text }) => text)).toEqual(['hi', 'hello']);
  expect(choices[0]?.logprobs).toEqual({
    tokens: ['h', 'i'],
    token_logprobs: [-0.1, -0.2],
    top_logprobs: [{ h: -0.1 }, {}],
    text_offset: [0, 1],
  });
  lm.whenPrompt({ prompt: 'Again' }).reply(' and again');
  expect((await clientOf(lm).completions.create({ ...HI, prompt: 'Again', echo: true })).choices[0]?.text).toBe('Again and again');
});

test('a stream brings the text piece by piece, and its usage where it was asked for', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Say hi' }).reply(lmReply({ chunks: ['hi ', 'you'], usage: USAGE }));
  const stream = await clientOf(lm).completions.create({ ...HI, stream: true, stream_options: { include_usage: true } });
  const heard = [];
  for await (const { choices, usage, object } of stream)
    heard.push([choices[0]?.text, choices[0]?.finish_reason, usage?.total_tokens, object]);
  expect(heard).toEqual([
    ['hi ', null, undefined, 'text_completion'],
    ['you', null, undefined, 'text_completion'],
    ['', 'stop', undefined, 'text_completion'],
    [undefined, undefined, 15, 'text_completion'],
  ]);
});

test('errors are those of the SDK, several prompts are refused, and tools have no place in a text', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'Say hi' }).reply(lmError({ status: 429, message: 'slow down' }));
  await expect(clientOf(lm).completions.create(HI)).rejects.toThrow(OpenAI.RateLimitError);
  await expect(clientOf(lm).completions.create({ ...HI, prompt: ['a', 'b'] })).rejects.toThrow(
    /2 prompts in one request.*ask for each by itself/,
  );
  lm.whenPrompt({ prompt: 'Think' }).reply(lmReply({ text: 'x', thinking: 'hm' }));
  await expect(clientOf(lm).completions.create({ ...HI, prompt: 'Think' })).rejects.toThrow(/completions has no place for thinking/);
});

/** What a route of Mistral's answers to a body. */
async function mistralSays(route: string, asked: object): Promise<string> {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'def add' }).reply(lmReply({ chunks: ['a ', '+ b'], usage: USAGE }));
  const request = { url: new URL(`https://api.mistral.ai/v1/${route}`), method: 'POST', body: JSON.stringify(asked) };
  const reply = await answerOverWire(request, async (call) => (await lm.ask(call)).reply);
  return reply?.chunks.join('') ?? '';
}

// Fails when what lies between two texts is answered as OpenAI completes a prompt: Mistral's clients look for a message.
test('Mistral fills in between a prompt and a suffix as it answers a chat, whole and streamed', async () => {
  const asked = { model: 'codestral', prompt: 'def add', suffix: 'return c' };
  expect(JSON.parse(await mistralSays('fim/completions', asked))).toMatchObject({
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'a + b' } }],
  });
  const streamed = await mistralSays('fim/completions', { ...asked, stream: true });
  const events = streamed.match(/(?<=data: )\{.*/g)?.map((text) => JSON.parse(text)) ?? [];
  expect(events.map(({ choices: [choice] }) => choice?.delta.content ?? '').join('')).toBe('a + b');
});

// Fails when an agent's turns are not read: its route ends as that of a prompt does.
test('an agent of Mistral is asked by its messages', async () => {
  const asked = { agent_id: 'ag_1', messages: [{ role: 'user', content: 'def add' }] };
  expect(JSON.parse(await mistralSays('agents/completions', asked))).toMatchObject({
    choices: [{ message: { content: 'a + b' } }],
  });
});

// Fails when a request of another meaning gets what looks like its answer: a picture that is ordered gets a vector.
test.each([
  'https://api.mistral.ai/v1/conversations',
  'https://api.perplexity.ai/async/chat/completions',
  'https://generativelanguage.googleapis.com/v1beta/models/imagen-4.0-generate-001:predict',
  'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google/models/multimodalembedding@001:predict',
  'https://us-central1-aiplatform.googleapis.com/v1/projects/p/locations/l/endpoints/123:predict',
])('what is no call of a model that is known is read by no wire: %s', async (url) => {
  const request = { url: new URL(url), method: 'POST', body: JSON.stringify({ inputs: 'hi', instances: [{ prompt: 'a cat' }] }) };
  expect(await answerOverWire(request, async (call) => (await engineOf().ask(call)).reply)).toBeNull();
});

test('what Mistral is answered is told as its API has it', () => {
  expect(answeredAt(new URL('https://api.mistral.ai/v1/conversations'))).toMatch(/agents\/completions, …\/fim/);
});
