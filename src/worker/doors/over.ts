import type { Led } from '../../reach/led';

/** Said to what the code of a file asks, or starts, when the file is over. */
export const OVER: NonNullable<Led['refusal']> = {
  code: 'LM_TEST_OVER',
  why: 'the test file that asked or started this is over, and the rules and cassettes that could answer ended with it',
  next: 'await what the test starts; clear its timers at its end: dspex.onCleanup(() => clearTimeout(timer))',
};
