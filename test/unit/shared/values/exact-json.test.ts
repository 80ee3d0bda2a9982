import { digitsIn, readExactly, writeExactly } from '../../../../src/shared/values/exact-json';

const BIG = { $type: 'bigint', value: '9007199254740993' };

// Fails when JSON comes out with other digits than it went in with, or when what is no integer, or one that JavaScript has, is touched.
test.each([
  ['{"id":9007199254740993}', { id: BIG }],
  ['[-9007199254740993, 1]', [{ $type: 'bigint', value: '-9007199254740993' }, 1]],
  ['{"a\\"9007199254740993":"9007199254740993 \\\\"}', { 'a"9007199254740993': '9007199254740993 \\' }],
  ['9007199254740992', 9007199254740992],
  ['100000000000000000000', 1e20],
  ['0.12345678901234567', Number('0.12345678901234567')],
  ['1234567890123456789e3', Number('1234567890123456789e3')],
])('%s is read and written as it is', (text, read) => {
  expect(readExactly(text)).toEqual(read);
  expect(JSON.parse(writeExactly(readExactly(text)))).toEqual(JSON.parse(text));
  if (typeof read === 'object') expect(writeExactly(readExactly(text))).toBe(text.replace(', ', ','));
});

test('a BigInt of a rule is written as its digits', () => {
  expect(writeExactly({ id: 9007199254740993n })).toBe('{"id":9007199254740993}');
});

test('what is no JSON is told as JSON.parse tells it', () => {
  expect(() => readExactly('{"id": 9007199254740993')).toThrow(SyntaxError);
});

test('what a text says of such an integer stays its text', () => {
  const said = JSON.stringify({ said: JSON.stringify(BIG) });
  expect(digitsIn(said)).toBe(said);
});

// Fails when long texts, as those of pictures, take a stack that a regular expression does not have.
test('a text of many megabytes is read', () => {
  const picture = 'A'.repeat(8_000_000);
  expect(readExactly(JSON.stringify({ picture, id: 1 }).replace('1}', '9007199254740993}'))).toEqual({ picture, id: BIG });
});
