import { canonicalRequest, requestKey } from '../../../../src/lm/cassettes/canonical-request';
import type { Cassette } from '../../../../src/lm/cassettes/cassette';
import { recordedCall } from '../../../../src/lm/cassettes/recorded-call';
import { recordedRequest } from '../../../../src/lm/cassettes/recorded-request';
import { Redactor } from '../../../../src/lm/secrets/redact';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { promptCall } from '../calls';
import { cassetteFile } from './cassette-parts';

const keep = { texts: (text: string) => text, ids: (text: string) => text };
const requestOf = (call: LmCall) => canonicalRequest(call, new Redactor({}), keep);
const cassetteOf = (call: LmCall): Cassette => ({
  ...(JSON.parse(cassetteFile('a'.repeat(20))) as Cassette),
  request: JSON.parse(JSON.stringify(recordedRequest(requestOf(call)))) as Cassette['request'],
});

// Fails when what is asked again is another request than the one that was recorded.
test.each<[string, LmCall]>([
  ['a prompt of several lines', promptCall('one\ntwo\n')],
  [
    'settings, a schema and a system text',
    promptCall('x', { system: 'a\nb', schema: { type: 'object' }, sampling: { temperature: 0, stop: ['END'] } }),
  ],
  ['a setting that has no name here', promptCall('x', { carried: { logit_bias: { 1: 2 } } } as Partial<LmCall>)],
  [
    'tools and their turns',
    promptCall('x', {
      tools: [{ name: 'get', description: 'Gets.', parameters: { type: 'object' } }],
      messages: [
        { role: 'user', parts: [{ type: 'text', text: 'get it' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'get', arguments: { id: 1 } }] },
        { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', name: 'get', content: 'it' }] },
      ],
    }),
  ],
])('a recording is asked again as it was: %s', (_, call) => {
  const again = recordedCall(cassetteOf(call)) as LmCall;
  expect(requestKey(requestOf(again))).toBe(requestKey(requestOf(call)));
});

test('a request with a picture cannot be asked again, and says why', () => {
  const call = promptCall('x', { messages: [{ role: 'user', parts: [{ type: 'media', mimeType: 'image/png', data: 'iVBORw0KGgo=' }] }] });
  expect(recordedCall(cassetteOf(call))).toMatch(/digest/);
});
