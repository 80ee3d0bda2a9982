import { equals } from '@jest/expect-utils';
import type { LmCallRecord } from '../../../../src/sandbox/lm/lm';
import { missingParts, type PromptedWith } from '../../../../src/sandbox/lm/prompted-with';

const CALL = {
  inputs: null,
  messages: [{ role: 'user', content: 'Refund A-1' }],
  tools: [{ name: 'refund', description: 'Gives money back.' }, { name: 'find' }],
} as unknown as LmCallRecord;
const missing = (expected: PromptedWith): string[] => missingParts(CALL, expected, equals);

// Fails when a tool that is offered is not found by what it is, or one that is not is.
test.each([
  ['its name', ['refund'], true],
  ['a part of it', [{ name: 'refund', description: /money/ }], true],
  ['a part that it has not', [{ name: 'find', description: /money/ }], false],
  ['a matcher of its name', [expect.stringContaining('ref')], true],
  ['a matcher of all of it', [expect.objectContaining({ description: 'Gives money back.' })], true],
])('a tool is found by %s', (_, tools, isFound) => {
  expect(missing({ tools })).toEqual(isFound ? [] : ['tools']);
});

test('what is no list is refused where a list belongs', () => {
  expect(() => missing({ tools: 'refund' as never })).toThrow(/was given "?refund"? where a list belongs/);
});
