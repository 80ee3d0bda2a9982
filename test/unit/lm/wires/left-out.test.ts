import { engineOf } from '../calls';
import { type Address, askOver } from './ask';

const GO = { model: 'm', input: 'go', max_tokens: 9, messages: [{ role: 'user', content: 'go' }] };

// What the API leaves out of an ordinary reply is not there as null: strict clients refuse it.
test('Anthropic says nothing of what an ordinary reply does not have', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('gone');
  const message = await askOver(lm, 'anthropic', GO);
  expect(message.content).toEqual([{ type: 'text', text: 'gone' }]);
  const mayBeNull = ['stop_sequence'];
  const nulls = [...Object.entries(message), ...Object.entries(message.usage)].filter(([, value]) => value === null).map(([name]) => name);
  expect(nulls).toEqual(mayBeNull);
});

test("Mistral's embeddings have the id that its client insists on, and OpenAI's have none", async () => {
  const body = { model: 'mistral-embed', input: ['a', 'b'] };
  const ofMistral = await askOver(engineOf(), new URL('https://api.mistral.ai/v1/embeddings'), body);
  expect(ofMistral).toMatchObject({ id: expect.any(String), object: 'list', data: [{ index: 0 }, { index: 1 }] });
  expect(await askOver(engineOf(), new URL('https://api.openai.com/v1/embeddings'), body)).not.toHaveProperty('id');
});

// Fails when an address of Azure's, which names the model, is answered as a call of no model.
test.each([
  ['chat/completions', GO],
  ['embeddings', { input: 'go' }],
  ['responses', { input: 'go' }],
])('the deployment in an Azure path is the model of %s', async (route, { ...body }) => {
  const url = new URL(`https://acme.openai.azure.com/openai/deployments/my%20gpt/${route}?api-version=2024-10-21`);
  Reflect.deleteProperty(body, 'model');
  expect((await askOver(engineOf(), url, body)).model).toBe('my gpt');
});

test.each(['openai', 'responses', 'anthropic', 'gemini'] as Address[])('%s streams a reply that says nothing at all', async (address) => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).reply('');
  const stream = address === 'gemini' ? 'gemini (stream)' : address;
  const contents = [{ role: 'user', parts: [{ text: 'go' }] }];
  expect((await askOver(lm, stream, { ...GO, contents, stream: true })).length).toBeGreaterThan(0);
});
