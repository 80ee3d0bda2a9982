import { SlowStart } from '../../../../src/run/host/slow-start';

// Fails when a person waits for Python and does not know it, or is told of each worker's wait, or of one that is short.
test('a first Python that takes its time is told, once', async () => {
  jest.useFakeTimers();
  const said: string[] = [];
  const slow = new SlowStart((line) => said.push(line));
  await slow.watch(Promise.resolve());
  jest.advanceTimersByTime(60_000);
  expect(said).toEqual([]);

  let ready = (_: string): void => undefined;
  const starting = new Promise<string>((settle) => {
    ready = settle;
  });
  const both = [slow.watch(starting), slow.watch(starting)];
  jest.advanceTimersByTime(60_000);
  expect(said).toEqual([expect.stringMatching(/Python is starting/)]);
  ready('here');
  expect(await Promise.all(both)).toEqual(['here', 'here']);
  jest.useRealTimers();
});
