import { createHash } from 'node:crypto';
import { canonicalRequest, requestKey } from '../../../../src/lm/cassettes/canonical-request';
import { configuredNormalizer, idNormalizer, type Normalize } from '../../../../src/lm/cassettes/normalize';
import { Redactor } from '../../../../src/lm/secrets/redact';
import type { LmCall, LmPart } from '../../../../src/shared/boundaries/lm-call';
import { fieldCall, promptCall } from '../calls';

const asIs: Normalize = (text) => text;

function keyOf(call: LmCall, texts = asIs, env = {}, ids = asIs): string {
  return requestKey(canonicalRequest(call, new Redactor(env), { texts, ids }));
}

const parts = (...list: LmPart[]): Partial<LmCall> => ({ messages: [{ role: 'user', parts: list }] });
const tool = {
  name: 'get',
  description: 'Gets.',
  parameters: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } },
};
const base = promptCall('hello', { system: 'Be brief.', tools: [tool], schema: { type: 'object' }, sampling: { temperature: 0.5 } });

// Fails when two requests that mean the same need two recordings.
test.each<[string, LmCall, LmCall]>([
  ['the door, the wire, and whether it streams', base, { ...base, door: 'python', api: 'dspy', stream: true }],
  [
    'the signature and inputs that DSPy had made the prompt of',
    promptCall('q: x', { fields: null }),
    { ...fieldCall({ q: 'x' }), door: 'http' },
  ],
  [
    'the order of fields',
    base,
    {
      ...base,
      sampling: { ...base.sampling },
      tools: [
        { parameters: { properties: { b: { type: 'string' }, a: { type: 'string' } }, type: 'object' }, description: 'Gets.', name: 'get' },
      ],
    },
  ],
  ['text in one part or in two', base, { ...base, ...parts({ type: 'text', text: 'hel' }, { type: 'text', text: 'lo' }) }],
  [
    'the ids and signatures that a provider gave its tool calls',
    promptCall('', parts({ type: 'tool_call', id: 'call_1', signature: 's', name: 'get', arguments: { a: 1 } })),
    promptCall('', parts({ type: 'tool_call', id: 'call_2', name: 'get', arguments: { a: 1 } })),
  ],
  [
    'how the bytes of a picture are written',
    promptCall('', parts({ type: 'media', mimeType: 'image/png', data: '+/+/AA==' })),
    promptCall('', parts({ type: 'media', mimeType: 'image/png', data: '-_-_\nAA' })),
  ],
])('a key is blind to %s', (_, one, other) => {
  expect(keyOf(other)).toBe(keyOf(one));
});

// Fails when a request that asks for something else is answered by the recording of another.
test.each<[string, Partial<LmCall>]>([
  ['model', { model: 'other' }],
  ['operation', { operation: 'count_tokens' }],
  ['system text', { system: 'Be long.' }],
  ['message', parts({ type: 'text', text: 'hello ' })],
  ['role of a message', { messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'hello' }] }] }],
  ['tool', { tools: [{ ...tool, description: 'Sets.' }] }],
  ['order of tools, as the prompt has it', { tools: [{ ...tool, name: 'first' }, tool] }],
  ['schema', { schema: { type: 'string' } }],
  ['sampling', { sampling: { temperature: 0.6 } }],
  ['picture', parts({ type: 'text', text: 'hello' }, { type: 'media', mimeType: 'image/png', data: 'AAAA' })],
])('a key sees another %s', (_, change) => {
  expect(keyOf({ ...base, ...change })).not.toBe(keyOf(base));
});

// Fails when the algorithm changes: every recording of every user would be missed.
test('a key is the same in every version', () => {
  const content =
    '{"messages":[{"content":"hello","role":"user"}],"model":"gpt-4o-mini","operation":"generate","sampling":{"temperature":0.5},"schema":{"type":"object"},"system":"Be brief.","tools":[{"description":"Gets.","name":"get","parameters":{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"type":"object"}}]}';
  expect(keyOf(base)).toBe(createHash('sha256').update(content).digest('hex').slice(0, 20));
  expect(keyOf(base)).toBe('f8723f6ba8171962bef4');
});

// Fails when what differs from run to run, or from machine to machine, makes another key.
describe('what differs from run to run', () => {
  test('is taken out by name, by pattern, and for the ids of the package itself', () => {
    const normalize = configuredNormalizer(['uuid', 'date', 'timestamp', { regex: 'order-(\\d)\\d*', with: 'order-$1' }]);
    const prompt = (uuid: string, date: string, time: number, order: string) => promptCall(`${uuid} on ${date} at ${time} for ${order}`);
    const one = prompt('2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d', '2026-01-02T03:04:05.678Z', 1735700000, 'order-1234');
    const other = prompt('7c9e6679-7425-40de-944b-e07fc1f90ae7', '2025-12-31', 1735700000123, 'order-1999');
    expect(keyOf(one, normalize)).toBe(keyOf(other, normalize));
    expect(keyOf(one, normalize)).not.toBe(keyOf(prompt('x', '2025-12-31', 1, 'order-2'), normalize));
    const ids = (namespace: string) =>
      keyOf(
        promptCall(`use ${namespace}_program`, { tools: [{ ...tool, name: `${namespace}_get` }] }),
        asIs,
        {},
        idNormalizer([namespace]),
      );
    expect(ids('t_1a2b')).toBe(ids('t_9z8y'));
  });

  test('is taken out of arguments and descriptions, too', () => {
    const normalize = configuredNormalizer([{ regex: 'v\\d+', with: 'v' }]);
    const call = (version: string) =>
      promptCall('', {
        ...parts({ type: 'tool_call', name: 'get', arguments: { of: [version] } }),
        tools: [{ ...tool, description: `Of ${version}.` }],
        schema: { description: version },
      });
    expect(keyOf(call('v1'), normalize)).toBe(keyOf(call('v22'), normalize));
  });

  test('a key of the provider in a prompt is another on every machine, and the same recording answers', () => {
    const call = (key: string) => promptCall(`Call https://api.example.com/v1?key=${key} with ${key}`);
    expect(keyOf(call('one-key-0123456'), asIs, { MY_API_KEY: 'one-key-0123456' })).toBe(
      keyOf(call('another-key-987'), asIs, { MY_API_KEY: 'another-key-987' }),
    );
  });
});
