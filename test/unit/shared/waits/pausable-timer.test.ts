import { bounded } from '../../../../src/shared/waits/bounded';
import { PausableTimer } from '../../../../src/shared/waits/pausable-timer';

// Fails when a limit that is longer than Node's longest timer passes at once.
test.each([Number.POSITIVE_INFINITY, 2 ** 31, 2 ** 40])('a limit of %p ms does not pass', async (ms) => {
  const passed = jest.fn();
  const timer = new PausableTimer(ms, passed);
  timer.run();
  const work = new Promise((resolve) => setTimeout(resolve, 20, 'done'));
  await expect(bounded(work, { limit: { ms, error: () => new Error('passed') } })).resolves.toBe('done');
  timer.halt();
  expect(passed).not.toHaveBeenCalled();
});
