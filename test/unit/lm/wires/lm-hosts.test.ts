import { isLmHost, isNamed } from '../../../../src/lm/wires/lm-hosts';

// Fails when a spelling that leads to the same place is taken for another host.
test.each(['api.openai.com', 'API.OpenAI.com', 'api.openai.com.', 'api.openai.com:443', 'eu.api.openai.com:8443'])(
  '%s serves models',
  (host) => {
    expect(isLmHost(host)).toBe(true);
  },
);

// Fails when a pattern leaves out an address that its provider documents.
test.each([
  ...['my-app.openai.azure.us', 'bedrock-mantle.us-east-1.api.aws', 'us-south.ml.cloud.ibm.com', 'ark.cn-beijing.volces.com'],
  ...['model-abc123.api.baseten.co', 'api.business.githubcopilot.com', 'ai-gateway.helicone.ai', 'api.portkey.ai'],
])('%s serves models, as its provider says', (host) => {
  expect(isLmHost(host)).toBe(true);
});

// Fails when a name that only contains, or only ends like, a known one is taken for it.
test.each([
  'notapi.openai.com.example',
  'openai.com',
  'api.openai.com.evil.example',
  'api.helicone.ai',
  'github.com',
  'localhost',
  '::1',
  '[::1]:443',
  '',
])('%p serves none', (host) => {
  expect(isLmHost(host)).toBe(false);
});

// Fails when the port of an entry is dropped, so that every server of a machine is taken for its model.
test.each([
  ['localhost:11434', 'localhost:11434', true],
  ['localhost:11434', 'localhost:3000', false],
  ['localhost:11434', 'LOCALHOST:11434', true],
  ['127.0.0.1:11434', '127.0.0.1:80', false],
  ['localhost:11434', '127.0.0.1:11434', true],
  ['localhost:11434', '[::1]:11434', true],
  ['127.0.0.1:11434', 'localhost:11434', true],
  ['localhost:11434', '127.0.0.1:3000', false],
  ['localhost:11434', '10.0.0.1:11434', false],
  ['localhost', '127.0.0.1:11434', false],
  ['[::1]:11434', '[::1]:11434', true],
  ['[::1]:11434', '[::1]:80', false],
  ['::1', '[::1]:80', true],
  ['::1', '::1', true],
  ['*.corp.example:8443', 'llm.corp.example:8443', true],
  ['*.corp.example:8443', 'llm.corp.example:443', false],
  ['llm.corp.example', 'llm.corp.example:8443', true],
  ['llm.corp.example:*', 'llm.corp.example:8443', true],
])('the entry %s names %s: %p', (entry, host, isIt) => {
  expect(isNamed(host, [entry])).toBe(isIt);
});

test('a host of which no port is known may be any', () => {
  expect(isNamed('localhost', ['localhost:11434'])).toBe(true);
});
