import { errorReply, messageReply } from '../../../../src/lm/call/reply';
import { AskedWires, type WireChoice } from '../../../../src/lm/real/asked-wires';
import { promptCall } from '../calls';

const wires = (more: Partial<WireChoice> = {}) =>
  new AskedWires({ provider: 'openai', wire: 'auto', isOwnServer: true, hasInteractions: () => true, ...more });
const response = promptCall('hi', { api: 'openai_responses', model: 'm' });
const absent = errorReply({ status: 404, message: '404 page not found' });

test('a call is asked on the wire that it came over, where the provider speaks that', () => {
  expect(wires().of(response)).toBe('openai_responses');
  expect(wires().of(promptCall('hi'))).toBe('openai');
  expect(wires({ wire: 'chat' }).of(response)).toBe('openai');
  expect(wires({ provider: 'anthropic' }).of(response)).toBe('anthropic');
  expect(wires({ provider: 'gemini' }).of(promptCall('hi', { api: 'gemini_interactions' }))).toBe('gemini_interactions');
});

test.each([404, 405, 501])('a server without Responses (%i) is asked by chat completions from then on', (status) => {
  const asked = wires();
  expect(asked.learn('openai_responses', response, errorReply({ status, message: 'not found' }))).toBe(true);
  expect(asked.of(response)).toBe('openai');
});

// Fails when an error that is about something else has a call asked twice, or hides what the server said.
test.each([
  ['an answer', {}, messageReply({ model: 'm' })],
  ['a model that is not there', {}, errorReply({ status: 404, message: 'The model `m` does not exist' })],
  ['an error', {}, errorReply({ status: 500 })],
  ['a file that OpenAI does not have', { isOwnServer: false }, absent],
  ['a project that wants Responses alone', { wire: 'responses' }, absent],
] as const)('%s is no missing route', (_, more, reply) => {
  const asked = wires(more);
  expect(asked.learn('openai_responses', response, reply)).toBe(false);
  expect(asked.of(response)).toBe('openai_responses');
});
