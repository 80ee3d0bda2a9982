import { textChange } from '../../../../src/sandbox/lm/text-change';

test.each([
  ['a RegExp without a flag', /\d+/, '<n>'],
  ['a RegExp with one', /\d+/g, '<n>'],
])('%s changes each place', (_, pattern, replacement) => {
  expect(textChange(pattern, replacement)('1 and 22')).toBe('<n> and <n>');
});

test('a text changes each place', () => {
  expect(textChange('a.', '-')('a.b a.c ab')).toBe('-b -c ab');
});

// Fails when what cannot change a text is told at the first call of a model, or makes one recording of all prompts.
test.each([
  [undefined, 'x'],
  ['', 'x'],
  [{ regex: 'a' }, 'x'],
  [/a/, undefined],
  [/a/, () => 'x'],
])('normalize(%p, %p) is refused where it is written', (pattern, replacement) => {
  expect(() => textChange(pattern, replacement)).toThrow(/OPTION_INVALID/);
});
