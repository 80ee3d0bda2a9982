import { jestGlobals } from '../facade/jest-globals';
import { matchers } from './matchers';

let isDone = false;

/** Adds the matchers to Jest's `expect`, once it is there: a package imported in `setupFiles` comes before it. */
export function installMatchers(): void {
  if (isDone) return;
  const expect = jestGlobals()?.expect;
  if (expect === undefined) return;
  expect.extend(matchers as never);
  isDone = true;
}
