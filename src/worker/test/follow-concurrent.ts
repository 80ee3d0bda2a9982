import type { Circus } from '@jest/types';
import type { Attribution } from '../attribution/attribution';
import type { Context } from '../context/context';
import type { Planned, TestPlan } from './test-plan';
import { type AnyFn, runWithin } from './timed-function';

/**
 * Lets tests that run at once be told apart by their async contexts.
 *
 * Jest 29 calls their functions when the file begins, says `test_start` later, and awaits then what they gave: so each begins its attempt as
 * it is called. Jest 30 says `test_start` first, and calls no function that was there when the file began.
 */
export function followConcurrent(
  plan: TestPlan,
  attribution: Attribution,
  contextOf: (test: Circus.TestEntry, planned: Planned) => Context,
): void {
  for (const [test, planned] of plan.concurrent()) {
    attribution.follow();
    planned.early = runWithin(planned.original.fn as AnyFn, (work) => attribution.run(contextOf(test, planned), work)) as Circus.TestFn;
    test.fn = planned.early;
  }
}
