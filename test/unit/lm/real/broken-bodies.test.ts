import { AnthropicProvider } from '../../../../src/lm/real/anthropic/provider';
import { OpenAiProvider } from '../../../../src/lm/real/openai/provider';
import { ScriptedProvider } from '../../../contract/whole-replies/provider';
import { promptCall } from '../calls';

const server = new ScriptedProvider();
beforeAll(() => server.listen());
afterAll(() => server.close());

// Fails when half an answer counts as one, or when an error that broke off hides that there was one.
test.each([
  ['openai', () => new OpenAiProvider({ apiKey: 'k', baseUrl: `${server.origin}/v1`, fetch })],
  ['anthropic', () => new AnthropicProvider({ apiKey: 'k', baseUrl: server.origin, fetch })],
])('a body of %s that breaks off is none', async (_, open) => {
  server.script = { text: '{"id":"r_1","choices":[', breaksOff: true };
  await expect(open().send(promptCall('hi'))).rejects.toThrow();
  server.script = { ...server.script, status: 503 };
  expect(await open().send(promptCall('hi'))).toMatchObject({ kind: 'error', status: 503, body: null });
});
