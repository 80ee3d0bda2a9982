import { jestGlobals } from '../facade/jest-globals';

/** Jest's own, of examples that are there. */
export function describeEach<E extends object>(examples: readonly E[], name: string, declare: (example: E) => void): void {
  jestGlobals()?.describe.each(examples as readonly object[])(name, declare as (example: object) => void);
}
