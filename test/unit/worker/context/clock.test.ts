import { Clock } from '../../../../src/worker/context/clock';

// On a fake clock: what is counted is exact, whatever the machine does.
describe('the clock of a test', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('goes off when the time is used up, not before', () => {
    const onExceeded = jest.fn();
    new Clock(100, onExceeded).start();
    jest.advanceTimersByTime(99);
    expect(onExceeded).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onExceeded).toHaveBeenCalledTimes(1);
  });

  test('does not count while paused; overlapping pauses count once', () => {
    const onExceeded = jest.fn();
    const clock = new Clock(100, onExceeded);
    clock.start();
    jest.advanceTimersByTime(60);
    const first = clock.pause();
    const second = clock.pause();
    jest.advanceTimersByTime(1_000);
    first();
    first();
    jest.advanceTimersByTime(1_000);
    second();
    jest.advanceTimersByTime(39);
    expect(onExceeded).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(onExceeded).toHaveBeenCalledTimes(1);
  });

  test('never goes off once stopped, also when a pause ends later', () => {
    const onExceeded = jest.fn();
    const clock = new Clock(100, onExceeded);
    clock.start();
    const resume = clock.pause();
    clock.stop();
    resume();
    jest.advanceTimersByTime(1_000);
    expect(onExceeded).not.toHaveBeenCalled();
  });
});
