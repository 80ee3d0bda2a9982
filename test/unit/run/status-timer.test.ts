import { createRequire } from 'node:module';
import type { Config } from '@jest/types';
import { letStatusTimersGo } from '../../../src/run/status-timer';

/** Jest's own, as its command line finds it. */
const jestFinds = createRequire(createRequire(require.resolve('jest')).resolve('@jest/core'));
type DefaultReporter = typeof import('@jest/reporters').DefaultReporter;
const { DefaultReporter } = jestFinds('@jest/reporters') as { DefaultReporter: DefaultReporter };

const made: NodeJS.Timeout[] = [];
const timers = () => made.map((timer) => timer.hasRef());
beforeEach(() => {
  const real = globalThis.setTimeout;
  const spied = jest.spyOn(globalThis, 'setTimeout');
  spied.mockImplementation(((work: () => void, ms: number) => {
    const timer = real(work, ms);
    made.push(timer);
    return timer;
  }) as typeof setTimeout);
});
afterEach(() => {
  for (const timer of made.splice(0)) clearTimeout(timer);
  jest.restoreAllMocks();
});

/** A run of Jest's, over at once. */
function run(): void {
  const reporter = new DefaultReporter({} as Config.GlobalConfig);
  reporter.onRunStart({} as Parameters<typeof reporter.onRunStart>[0], { estimatedTime: 0, showStatus: false });
  reporter.onRunComplete();
}

// Fails when this version of Jest waits in another way than by the timer that is looked for: its runs then take 100 ms longer.
test("the timer of Jest's status line keeps the process no longer", () => {
  run();
  expect(timers()).toEqual([true]);
  expect(letStatusTimersGo()).toBe(1);
  expect(timers()[0]).toBe(false);
});

// Fails when a timer of the user's, of the same delay, does not keep the process any more.
test('another timer of 100 ms keeps it as before', () => {
  setTimeout(() => undefined, 100);
  run();
  setTimeout(() => undefined, 100);
  expect(letStatusTimersGo()).toBe(1);
  expect(timers().slice(0, 3)).toEqual([true, false, true]);
});

test('without one there is nothing to let go', () => {
  expect(letStatusTimersGo()).toBe(0);
});
