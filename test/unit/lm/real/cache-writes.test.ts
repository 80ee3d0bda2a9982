import { CallCost } from '../../../../src/lm/real/call-cost';
import { pricing } from '../../../../src/lm/real/prices';
import { encodeAnthropic } from '../../../../src/lm/wires/anthropic/encode';
import { readMessage } from '../../../../src/lm/wires/anthropic/read-reply';
import { promptCall } from '../calls';

const MILLION = 1_000_000;
const call = promptCall('hi', { api: 'anthropic', model: 'claude-haiku-4-5', sampling: { maxTokens: 10 } });
const usage = {
  input_tokens: MILLION,
  cache_creation_input_tokens: MILLION,
  cache_read_input_tokens: MILLION,
  output_tokens: 0,
};
const body = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [], stop_reason: 'end_turn', usage };

// Fails when what Anthropic writes into its cache is charged as what it only reads: $1 a million read, $1.25 kept, $0.10 from the cache.
test('a cache that is written is paid for, told to the client, and reserved', () => {
  const cost = new CallCost(pricing('anthropic', {}), { isFree: false });
  const reply = readMessage(body, call);
  expect(reply.usage).toMatchObject({ inputTokens: 3 * MILLION, cachedTokens: MILLION, cacheWriteTokens: MILLION });
  expect(cost.settled(call, reply)).toBe((1 + 1.25 + 0.1) * 1e9);
  const written = encodeAnthropic(reply, call, { url: new URL('https://api.anthropic.com/v1/messages'), body: '{}', idSeed: '' });
  expect(JSON.parse(written.chunks.join(''))).toMatchObject({ usage });
  const parts = [{ type: 'text' as const, text: 'hi', carried: { cache_control: { type: 'ephemeral' } } }];
  expect(cost.atMost({ ...call, messages: [{ role: 'user', parts }] })).toBeGreaterThan(cost.atMost(call));
});

// Fails when what is kept for an hour is charged, or reserved, as what is kept for five minutes: $2 a million, not $1.25.
test('a cache that is kept for an hour costs what Anthropic takes for it', () => {
  const cost = new CallCost(pricing('anthropic', {}), { isFree: false });
  const split = { ephemeral_5m_input_tokens: MILLION / 2, ephemeral_1h_input_tokens: MILLION / 2 };
  const reply = readMessage({ ...body, usage: { ...usage, cache_creation: split } }, call);
  expect(cost.settled(call, reply)).toBe((1 + 1.25 / 2 + 2 / 2 + 0.1) * 1e9);
  const kept = (ttl: string) => {
    const parts = [{ type: 'text' as const, text: 'hi', carried: { cache_control: { type: 'ephemeral', ttl } } }];
    return cost.atMost({ ...call, messages: [{ role: 'user', parts }] });
  };
  expect(kept('1h')).toBeGreaterThan(kept('5m'));
  const written = encodeAnthropic(reply, call, { url: new URL('https://api.anthropic.com/v1/messages'), body: '{}', idSeed: '' });
  expect(JSON.parse(written.chunks.join(''))).toMatchObject({ usage: { cache_creation: split } });
});
