import { promptOf } from '../../../../src/lm/call/call-text';
import { mapStrings } from '../../../../src/lm/call/map-strings';
import { shown } from '../../../../src/lm/call/shown';
import { promptCall } from '../calls';

// Fails when a rule by prompt does not see what a tool said, or sees the system text.
test('the prompt is what was said and what tools gave, a paragraph to each message', () => {
  const call = promptCall('', {
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'Compare.' },
          { type: 'media', data: 'AAAA' },
          { type: 'text', text: 'Please.' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'weather', arguments: { city: 'Oslo' } }] },
      {
        role: 'tool',
        parts: [
          { type: 'tool_result', content: 'rain' },
          { type: 'tool_result', content: { c: 3 } },
        ],
      },
    ],
  });
  expect(promptOf(call)).toBe('Compare.\nPlease.\n\nrain\n{"c":3}');
});

// Fails when a secret stays in the name of a field, or when the names that are to stay are changed.
test('texts are changed at any depth, and names of fields unless they are to stay', () => {
  const value = { a: ['x', { x: 'x', n: 1 }], none: null };
  const change = (text: string): string => text.replaceAll('x', 'y');
  expect(mapStrings(value, change)).toEqual({ a: ['y', { y: 'y', n: 1 }], none: null });
  expect(mapStrings(value, change, (name) => name)).toEqual({ a: ['y', { x: 'y', n: 1 }], none: null });
});

// Fails when an error shows a pattern as {}, breaks on a BigInt, or is as long as the value.
test.each([
  [/refund/i, '/refund/i'],
  ['it is "5"', '"it is \\"5\\""'],
  [{ big: 2n }, '{"big":"2n"}'],
  [expect.any(String), 'Any<String>'],
  [undefined, 'undefined'],
  ['x'.repeat(300), `"${'x'.repeat(199)}… (302 characters)`],
])('%s is shown in one line', (value, text) => {
  expect(shown(value)).toBe(text);
});
