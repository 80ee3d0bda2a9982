import { evaluationMatchers } from '../evaluate/matchers';
import { jestGlobals } from '../facade/jest-globals';
import { judgeMatchers } from '../judge/matchers';
import { matchers } from '../lm/matchers';

let isDone = false;

/** Adds the matchers to Jest's `expect`, once it is there: a package imported in `setupFiles` comes before it. */
export function installMatchers(): void {
  if (isDone) return;
  const expect = jestGlobals()?.expect;
  if (expect === undefined) return;
  expect.extend({ ...matchers, ...evaluationMatchers, ...judgeMatchers } as never);
  isDone = true;
}
