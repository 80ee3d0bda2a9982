import { AnthropicProvider } from '../../../../src/lm/real/anthropic/provider';
import { messageBody } from '../../../../src/lm/real/anthropic/request';
import { decodeAnthropic } from '../../../../src/lm/wires/anthropic/decode';
import { ScriptedProvider } from '../../../contract/whole-replies/provider';

const server = new ScriptedProvider();
beforeAll(() => server.listen());
afterAll(() => server.close());

const url = (path: string): URL => new URL(path, 'https://api.anthropic.com');
const provider = (baseUrl: string | undefined) => new AnthropicProvider({ apiKey: 'k', baseUrl, fetch });
const HI = { model: 'claude-m', messages: [{ role: 'user', content: 'hi' }] };

// Fails when a count is asked for as a message, which costs, or with what that route refuses.
test('a count of tokens is asked at its own route, with all that is counted, and answers', async () => {
  const body = {
    ...HI,
    system: 'Be brief.',
    tools: [{ name: 'weather', input_schema: { type: 'object', properties: {} } }],
    tool_choice: { type: 'any' },
    thinking: { type: 'enabled', budget_tokens: 1024 },
  };
  const call = decodeAnthropic(url('/v1/messages/count_tokens'), JSON.stringify(body), { 'anthropic-beta': 'token-counting-2024-11-01' });
  server.script = { body: { input_tokens: 12 } };
  expect(await provider(server.origin).send(call)).toEqual({ kind: 'token_count', tokens: 12, model: 'claude-m' });
  expect(server.asked.path).toMatch(/^\/v1\/messages\/count_tokens/);
  expect(JSON.parse(server.asked.body)).toEqual(body);
  expect(server.asked.headers['anthropic-beta']).toContain('token-counting-2024-11-01');
});

// Fails when a real model thinks more or less than the caller said.
test.each([{ type: 'disabled' }, { type: 'enabled', budget_tokens: 2048 }, { type: 'adaptive' }])(
  'how much a model may think is sent as it was said: %j',
  (thinking) => {
    const call = decodeAnthropic(url('/v1/messages'), JSON.stringify({ ...HI, max_tokens: 9, thinking }));
    expect(messageBody(call)).toMatchObject({ thinking });
  },
);

// Fails when an error names another host than the one that was asked, or a server of one's own is paid for.
test.each([
  [undefined, 'api.anthropic.com', false],
  ['https://proxy.example.com:8443', 'proxy.example.com:8443', false],
  ['http://127.0.0.1:8080', '127.0.0.1:8080', true],
])('at the address %s the host is %s, and calls are free: %s', (baseUrl, host, isFree) => {
  expect(provider(baseUrl)).toMatchObject({ host, isFree });
});
