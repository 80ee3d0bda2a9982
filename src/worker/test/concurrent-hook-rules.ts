import type { Circus } from '@jest/types';
import { DspexError } from '../../shared/errors';

const DECLARES_RULES = /\.\s*(when|whenPrompt|otherwise)\s*\(/;

/** Jest runs no beforeEach for a concurrent test, so rules declared there would be missing without a word. */
export function concurrentHookRules(test: Circus.TestEntry, hooks: readonly unknown[]): DspexError | undefined {
  if (!hooks.some((hook) => DECLARES_RULES.test(String(hook)))) return undefined;
  return new DspexError({
    code: 'CONCURRENT_HOOK_RULES',
    what: `The concurrent test "${test.name}" would run without the LM rules that a beforeEach declares.`,
    why: 'Jest runs no beforeEach or afterEach for test.concurrent',
    next: 'declare the rules at the top of the file, in beforeAll, or in the test; or use test instead of test.concurrent',
  });
}
