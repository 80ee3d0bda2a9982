const made = Promise.resolve(1);

test('promises that nobody awaits are equal', () => {
  expect(Promise.resolve(1)).toEqual(Promise.resolve(2));
  expect({ of: (async () => 1)() }).toEqual({ of: Promise.resolve() });
});

test('made before the test, too', () => expect([Promise.resolve(1)]).toEqual([made]));

test('as arguments of a mock', () => {
  const called = jest.fn();
  called(made, Promise.resolve());
  expect(called).toHaveBeenCalledWith(Promise.resolve(), made);
});

test('as text', () => expect(String(require('node:util').inspect(Promise.resolve(1)))).toBe('Promise { 1 }'));
