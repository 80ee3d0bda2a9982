import { equals } from '@jest/expect-utils';
import { valueHolds } from '../../../../src/sandbox/lm/held-value';

// Fails when a pattern inside of what is expected is compared with a text as if it were one.
test.each([
  ['a RegExp in an object', { city: /^Ro/, days: 2 }, true],
  ['a RegExp in a list of objects', { city: 'Rome', days: 2, at: [{ hour: /1[0-9]/ }] }, false],
  ['a function in an object', { city: 'Rome', days: (days: unknown) => days === 2 }, true],
  ['Jest’s own matcher beside a RegExp', { city: /me$/, days: expect.any(Number) }, true],
])('%s', (_, expected, holds) => {
  expect(valueHolds({ city: 'Rome', days: 2 }, expected, equals)).toBe(holds);
});
