import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const NOT_JSON = expect.stringMatching(/not JSON/);
/** How each API says that a request is wrong, as its own documentation and client have it. */
const REFUSALS: readonly (readonly [name: string, url: string, body: object])[] = [
  ['Bedrock', 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/m/converse', { message: NOT_JSON }],
  ['Cohere', 'https://api.cohere.com/v2/chat', { message: NOT_JSON }],
  ['the AI Gateway', 'https://ai-gateway.vercel.sh/v3/ai/language-model', { error: { message: NOT_JSON, type: 'invalid_request_error' } }],
  ['Ollama', 'http://localhost:11434/api/chat', { error: NOT_JSON }],
  ['OpenAI', 'https://api.openai.com/v1/chat/completions', { error: { message: NOT_JSON, type: 'invalid_request_error' } }],
  ['Anthropic', 'https://api.anthropic.com/v1/messages', { type: 'error', error: { type: 'invalid_request_error', message: NOT_JSON } }],
  [
    'Gemini',
    'https://generativelanguage.googleapis.com/v1beta/models/m:generateContent',
    { error: { code: 400, message: NOT_JSON, status: 'INVALID_ARGUMENT' } },
  ],
];

// Fails when a client cannot read why it is refused, or sends the same again and again.
test.each(REFUSALS)('a request that cannot be read is refused in the words of %s', async (name, url, body) => {
  const reply = await answerOverWire({ url: new URL(url), method: 'POST', body: '{"' }, () => Promise.reject(new Error('nobody is asked')));
  expect(reply).toMatchObject({ status: 400, headers: { 'x-should-retry': 'false' } });
  expect(JSON.parse(reply?.chunks.join('') ?? '')).toMatchObject(body);
  expect(reply?.headers['x-amzn-errortype']).toBe(name === 'Bedrock' ? 'ValidationException' : undefined);
});

// Fails when a stream of Gemini that its client reads as one JSON array is none.
test('a stream of Gemini without events is an array in pieces, one for each text', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply(lmReply({ chunks: ['one ', 'two'] }));
  const url = new URL('https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent');
  const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'go' }] }] });
  const reply = await answerOverWire({ url, method: 'POST', body }, async (call) => (await lm.ask(call)).reply);
  expect(reply?.headers['content-type']).toMatch(/^application\/json/);
  const responses = JSON.parse(reply?.chunks.join('') ?? '') as { candidates: [{ content: { parts: [{ text: string }] } }] }[];
  expect(responses.map(({ candidates: [{ content }] }) => content.parts[0].text).slice(0, 2)).toEqual(['one ', 'two']);
  expect(reply?.chunks.length).toBeGreaterThan(1);
});
