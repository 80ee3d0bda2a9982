import { canonicalRequests } from '../../../../src/lm/cassettes/canonical-request';
import { Tracks } from '../../../../src/lm/cassettes/tracks';
import { comparedField } from '../../../../src/lm/misses/compared-field';
import { comparedRecording } from '../../../../src/lm/misses/compared-recording';
import { Redactor } from '../../../../src/lm/secrets/redact';
import { promptCall } from '../calls';

const requestOf = (prompt: string, sampling: Record<string, unknown> = {}) =>
  new Tracks({ file: 'a.test.ts', name: 'asks', ordinal: 0 }).take(
    canonicalRequests({ ...promptCall(prompt), sampling }, new Redactor({}), { texts: (text) => text, ids: (text) => text }),
  ).request;

// Fails when a setting that only one of two requests has is not seen, or what is the same is called different.
test('a recording and a call are told apart field by field', () => {
  const { fields, note } = comparedRecording({
    path: 'a.json',
    recorded: requestOf('capital of Norway?', { temperature: 0 }),
    asked: requestOf('capital of Sweden?', { maxTokens: 5 }),
    whenEqual: 'one more',
  });
  expect(note).toBeNull();
  expect(Object.fromEntries(fields.map(({ name, expected, got, agrees }) => [name, [expected, got, agrees]]))).toMatchObject({
    temperature: ['0', null, false],
    maxTokens: [null, '5', false],
    'message 1, user': ['capital of Norway?', 'capital of Sweden?', false],
    model: [expect.any(String), expect.any(String), true],
  });
});

// Fails when a call that was recorded once too few looks like one that differs.
test('a call that is recorded, but not so often, says so', () => {
  const same = requestOf('capital?');
  const { fields, note } = comparedRecording({ path: 'a.json', recorded: same, asked: same, whenEqual: 'one more' });
  expect([note, fields.every(({ agrees }) => agrees)]).toEqual(['one more', true]);
});

// Fails when what differs in a long text is cut off with the end of it.
test('of long texts what differs is shown', () => {
  const alike = 'x'.repeat(20_000);
  const { expected, got } = comparedField('prompt', `${alike}Oslo`, `${alike}Stockholm`, false);
  expect([expected, got].map((text) => text?.slice(-10))).toEqual(['xxxxxxOslo', 'xStockholm']);
  expect(expected?.length).toBeLessThan(1_000);
});

// Fails when a number and its text look the same.
test("9 and '9' are told apart", () => {
  expect(comparedField('hour', '9', 9, false)).toMatchObject({ expected: '"9"', got: '9' });
});
