/** What `jest.useFakeTimers` puts in the place of `setTimeout` knows its clock. */
interface Faked {
  readonly clock?: { countTimers?(): number };
}

/** How many timers wait for a clock that only the test turns on. */
export function fakeTimersThatWait({ setTimeout }: typeof globalThis): number {
  return (setTimeout as unknown as Faked).clock?.countTimers?.() ?? 0;
}
