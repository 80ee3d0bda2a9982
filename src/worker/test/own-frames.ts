import type { Circus } from '@jest/types';
import { hideOwnFrames } from '../../shared/stack-places';
import { testsOf } from './test-tree';

/** Lets the failures that Jest prints show no line of this package: what runs between Jest's function and the test's is no news. */
export function hideFramesAt(event: Circus.Event, state: Circus.State): void {
  if (event.name === 'hook_failure' || event.name === 'test_fn_failure') hideOwnFrames(event.error);
  // What Jest itself adds when a test is done, such as a snapshot that differs.
  if (event.name === 'run_finish')
    for (const { errors } of testsOf(state.rootDescribeBlock)) for (const error of errors) hideOwnFrames([error].flat()[0]);
}
