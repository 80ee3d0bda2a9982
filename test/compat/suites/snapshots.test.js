test('a stored snapshot', () => {
  expect({ a: [1, 'two', new Map([['k', null]])], when: new Date(0) }).toMatchSnapshot();
});

test('an inline snapshot', () => {
  expect([1, 2]).toMatchInlineSnapshot(`
[
  1,
  2,
]
`);
});

test('an error snapshot', () => {
  expect(() => {
    throw new TypeError('bad');
  }).toThrowErrorMatchingInlineSnapshot(`"bad"`);
});
