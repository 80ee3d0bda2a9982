const order = [];
beforeAll(() => order.push('beforeAll'));
beforeEach(() => order.push('beforeEach'));
afterEach(() => order.push('afterEach'));

test('done callbacks', (done) => setTimeout(done, 1));
test('generators', function* () {
  expect(yield Promise.resolve(1)).toBe(1);
});
test.failing('expected to fail', () => {
  throw new Error('as expected');
});
test.todo('later');
test.skip('left out', () => undefined);
test.each`
  a    | b
  ${1} | ${2}
`('$a is below $b', ({ a, b }) => expect(a).toBeLessThan(b));
test('order', () => expect(order.slice(0, 3)).toEqual(['beforeAll', 'beforeEach', 'afterEach']));
test('this fails', () => expect({ a: 1 }).toEqual({ a: 2 }));
test('this throws late', async () => {
  await null;
  throw new RangeError('late');
});
test('this throws nothing', () => {
  throw undefined;
});
test('this rejects with nothing', () => Promise.reject(null));
test('this is too slow', () => new Promise(() => undefined), 30);
describe('concurrently', () => {
  test.concurrent.each([1, 2, 3])('number %i', async (n) => {
    await null;
    expect(n).toBeGreaterThan(0);
  });
});
describe('retried', () => {
  jest.retryTimes(2);
  let tries = 0;
  test('passes the third time', () => {
    tries += 1;
    if (tries < 3) throw new Error('not yet');
  });
});
describe('a hook that fails', () => {
  beforeAll(() => {
    throw new Error('hook');
  });
  test('never runs', () => undefined);
});
