import { isEnded, joinedParts } from '../../../../src/lm/real/ai-sdk/read-result';

const text = [
  { type: 'text-start', id: '1' },
  { type: 'text-delta', id: '1', delta: 'Par' },
];
const call = { type: 'tool-call', toolCallId: 'a', toolName: 'weather', input: '{}' };
const finish = (finishReason: unknown) => ({ type: 'finish', finishReason, usage: {} });

// Fails when half a reply is recorded for a whole one, or a whole one refused because its package has no word for why it ends.
test.each([
  ['a reason that the package knows', [...text, finish('stop')], true],
  ['a newer contract: a reason in the words of the provider', [...text, finish({ unified: 'other', raw: 'FUNCTION_CALL' })], true],
  ['a newer contract: none', [...text, finish({ unified: 'other', raw: undefined })], false],
  ['an older contract: none, or one that it does not know', [...text, finish('unknown')], false],
  ['the same, behind whole calls of tools', [call, finish('unknown')], true],
  ['no end', text, false],
])('%s', (_, parts, isOver) => {
  expect(isEnded(joinedParts(parts))).toBe(isOver);
});
