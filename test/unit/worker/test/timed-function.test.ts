import { type AnyFn, type TimedTarget, timeFunction } from '../../../../src/worker/test/timed-function';

const inside: string[] = [];
const options = {
  timeoutMs: 1_234,
  within: <T>(work: () => T): T => {
    inside.push('begins');
    return work();
  },
  onClock: () => undefined,
  timeoutError: () => new Error('too long'),
};
beforeEach(() => void inside.splice(0));

// Fails when Jest waits for no callback, as it goes by the number of arguments, or hands over none; or when the test runs in nobody's name.
test('a test with a callback gets it, runs in a context of its own, and keeps its time limit', () => {
  const called: unknown[] = [];
  const target: TimedTarget = {
    fn: function given(this: unknown, done: () => void) {
      called.push(this);
      done();
    } as AnyFn,
  };
  timeFunction(target, options);
  expect([target.fn?.length, target.timeout]).toEqual([1, options.timeoutMs]);
  (target.fn as AnyFn).call('of Jest', () => called.push('done'));
  expect(called).toEqual(['of Jest', 'done']);
  expect(inside).toEqual(['begins']);
});

test('a limit that a test with a callback was given is kept', () => {
  const target: TimedTarget = { fn: ((_done: unknown) => undefined) as AnyFn, timeout: 7 };
  timeFunction(target, options);
  expect(target.timeout).toBe(7);
});
