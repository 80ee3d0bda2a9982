afterEach(() => jest.useRealTimers());

test('modern timers run only when told', () => {
  jest.useFakeTimers();
  const seen = [];
  setTimeout(() => seen.push('timeout'), 1000);
  setInterval(() => seen.push('interval'), 400);
  setImmediate(() => seen.push('immediate'));
  jest.advanceTimersByTime(1000);
  expect(seen).toEqual(['immediate', 'interval', 'interval', 'timeout']);
});

test('the clock can be set, and is set back', () => {
  jest.useFakeTimers({ now: new Date('2020-01-01T00:00:00Z') });
  expect(new Date().getFullYear()).toBe(2020);
  jest.setSystemTime(new Date('2031-05-05T00:00:00Z'));
  expect(new Date().getFullYear()).toBe(2031);
  jest.useRealTimers();
  expect(new Date().getFullYear()).toBeGreaterThan(2024);
});

test('legacy timers', () => {
  jest.useFakeTimers({ legacyFakeTimers: true });
  const called = jest.fn();
  setTimeout(called, 50);
  jest.runAllTimers();
  expect(called).toHaveBeenCalledTimes(1);
});

test('an async test under fake timers ends', async () => {
  jest.useFakeTimers();
  const waited = new Promise((done) => setTimeout(() => done('done'), 60_000));
  await jest.advanceTimersByTimeAsync(60_000);
  await expect(waited).resolves.toBe('done');
});

test('promises, nextTick and performance can be faked', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
  const before = performance.now();
  jest.advanceTimersByTime(500);
  expect(performance.now() - before).toBe(500);
  await Promise.resolve();
});
