type JestGlobals = Pick<typeof import('@jest/globals'), 'test' | 'expect' | 'describe'>;

/** Jest's `test` and `expect`: the injected ones, or, where `injectGlobals` is off, those of @jest/globals. Undefined outside of Jest. */
export function jestGlobals(): JestGlobals | undefined {
  const injected = globalThis as unknown as Partial<JestGlobals>;
  if (injected.test !== undefined && injected.expect !== undefined) return injected as JestGlobals;
  try {
    const { test, expect, describe } = require('@jest/globals') as Partial<JestGlobals>;
    // In setupFiles there is a sandbox, but no test framework yet.
    return test === undefined || expect === undefined ? undefined : ({ test, expect, describe } as JestGlobals);
  } catch (error) {
    // Outside of Jest it throws on purpose; importing this package there is allowed.
    if (/Do not import `@jest\/globals` outside/.test((error as Error).message)) return undefined;
    throw error;
  }
}
