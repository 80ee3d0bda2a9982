import { engineOf } from '../calls';
import { askOver } from './ask';

const PROJECT = 'https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/europe-west1';

test.each(['rawPredict', 'streamRawPredict'])('Anthropic at Vertex, %s', async (method) => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('gone');
  const url = new URL(`${PROJECT}/publishers/anthropic/models/claude-sonnet-5@20260101:${method}`);
  const body = { anthropic_version: 'vertex-2023-10-16', max_tokens: 9, messages: [{ role: 'user', content: 'go' }] };
  const said = await askOver(lm, url, body);
  const message = method === 'rawPredict' ? said : said[0].message;
  expect(message).toMatchObject({ type: 'message', model: 'claude-sonnet-5@20260101' });
});

test('a count of tokens of Anthropic at Vertex', async () => {
  const url = new URL(`${PROJECT}/publishers/anthropic/models/count-tokens:rawPredict`);
  const body = { model: 'claude-sonnet-5', messages: [{ role: 'user', content: 'how many?' }] };
  expect(await askOver(engineOf(), url, body)).toEqual({ input_tokens: expect.any(Number) });
});

test('Gemini at Vertex', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('gone');
  const url = new URL(`${PROJECT}/publishers/google/models/gemini-3.5-flash:generateContent`);
  const said = await askOver(lm, url, { contents: [{ role: 'user', parts: [{ text: 'go' }] }] });
  expect(said.candidates[0].content.parts).toEqual([{ text: 'gone' }]);
});

test('embeddings at Vertex', async () => {
  const url = new URL(`${PROJECT}/publishers/google/models/text-embedding-005:predict`);
  const said = await askOver(engineOf(), url, { instances: [{ content: 'a' }, { content: 'b' }], parameters: { outputDimensionality: 8 } });
  expect(said.predictions.map(({ embeddings }: { embeddings: { values: number[] } }) => embeddings.values.length)).toEqual([8, 8]);
});
