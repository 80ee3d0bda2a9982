import { TEST_OPTIONS_KEY } from '../../shared/boundaries/test-options';
import { DspexError } from '../../shared/errors';
import type { DeclaredTestOptions } from '../../shared/options/resolve-test';
import { trialName } from '../../shared/trial-name';
import { type Dspex, makeApi } from '../dspex/api';
import { currentContext } from '../facade/current-context';
import { jestGlobals } from '../facade/jest-globals';
import { testOptionProblem } from './test-option-problem';

/**
 * What one test says of itself, before config and docblock: `level`, `layer`, `lm`, `bridgeMode`, and `timeoutMs` in milliseconds.
 * `trials: 5, passRate: 0.8` declares five tests, each with a context of its own, of which four have to pass.
 */
export type IsolatedTestOptions = DeclaredTestOptions;

/** What the test's function is given: everything of `dspex`, bound to this attempt. */
export type TestContext = Dspex;

type TestFn = (context: TestContext) => unknown;
// biome-ignore lint/suspicious/noExplicitAny: a row is whatever the table holds
type RowFn = (context: TestContext, ...row: any[]) => unknown;

interface Declare {
  (name: string, fn: TestFn): void;
  (name: string, options: IsolatedTestOptions, fn: TestFn): void;
}

interface DeclareEach {
  (name: string, fn: RowFn): void;
  (name: string, options: IsolatedTestOptions, fn: RowFn): void;
}

type Each = (table: readonly unknown[] | TemplateStringsArray, ...values: readonly unknown[]) => DeclareEach;

interface WithEach extends Declare {
  readonly each: Each;
}

/** Jest's `test` with its context handed over, and with options of its own. */
export interface IsolatedTest extends WithEach {
  readonly only: WithEach;
  readonly skip: WithEach;
  readonly concurrent: WithEach & { readonly only: Declare; readonly skip: Declare };
  readonly failing: WithEach;
  todo(name: string): void;
}

// biome-ignore lint/suspicious/noExplicitAny: Jest's overloads differ by version; the names below are all we use
type JestTest = any;

/**
 * A test that is handed its own context: namespace, LM, programs, clean-ups; and that may say its isolation, layer, LM mode and timeout.
 * Options that contradict one another fail this test alone, with OPTION_INVALID.
 *
 * @example
 * isolatedTest('keeps its own programs', { level: 'full' }, async ({ createProgram, lm }) => {
 *   lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
 *   const program = await createProgram({ signature: 'question -> answer' });
 * });
 */
export const isolatedTest: IsolatedTest = Object.assign(
  declarer((test) => test),
  {
    each: eacher((test) => test),
    only: withEach((test) => test.only),
    skip: withEach((test) => test.skip),
    concurrent: Object.assign(
      withEach((test) => test.concurrent),
      { only: declarer((test) => test.concurrent.only), skip: declarer((test) => test.concurrent.skip) },
    ),
    failing: withEach((test) => test.failing),
    todo: (name: string) => jestTest().todo(name),
  },
);

function withEach(pick: (test: JestTest) => JestTest): WithEach {
  return Object.assign(declarer(pick), { each: eacher(pick) });
}

function declarer(pick: (test: JestTest) => JestTest): Declare {
  return (name: string, ...rest: [TestFn] | [IsolatedTestOptions, TestFn]) => {
    const { options, fn } = split(rest);
    const problem = testOptionProblem(name, options);
    if (problem !== null) return declareBroken(name, problem);
    // Jest takes a function with a parameter for a `done` test: this one has none.
    declareWith(name, options, (of, timeout) => pick(jestTest())(of, () => fn(handedOver()), ...timeout));
  };
}

function eacher(pick: (test: JestTest) => JestTest): Each {
  return (table, ...values) =>
    (name: string, ...rest: [RowFn] | [IsolatedTestOptions, RowFn]) => {
      const { options, fn } = split(rest);
      const problem = testOptionProblem(name, options);
      if (problem !== null) return declareBroken(name, problem);
      declareWith(name, options, (of, timeout) =>
        pick(jestTest()).each(table, ...values)(of, (...row: unknown[]) => fn(handedOver(), ...row), ...timeout),
      );
    };
}

/** The test alone fails: its neighbours have done nothing wrong. */
function declareBroken(name: string, problem: DspexError): void {
  jestTest()(name, () => {
    throw problem;
  });
}

function handedOver(): TestContext {
  const context = currentContext();
  return makeApi(() => context);
}

function split<F>(rest: [F] | [IsolatedTestOptions, F]): { options: IsolatedTestOptions; fn: F } {
  return rest.length === 2 ? { options: rest[0], fn: rest[1] } : { options: {}, fn: rest[0] };
}

/** The environment reads the options when Jest adds the tests that `declare` declares: one, or one for each trial. */
function declareWith(name: string, options: IsolatedTestOptions, declare: (name: string, timeout: [number] | []) => void): void {
  const { trials, timeoutMs } = options;
  const marked = globalThis as { [TEST_OPTIONS_KEY]?: DeclaredTestOptions };
  marked[TEST_OPTIONS_KEY] = options;
  try {
    const names = trials === undefined ? [name] : Array.from({ length: trials }, (_, at) => trialName(name, at + 1, trials));
    for (const one of names) declare(one, timeoutMs === undefined ? [] : [timeoutMs]);
  } finally {
    delete marked[TEST_OPTIONS_KEY];
  }
}

function jestTest(): JestTest {
  const found = jestGlobals();
  if (found !== undefined) return found.test;
  throw new DspexError({
    code: 'NOT_IN_ENVIRONMENT',
    what: 'isolatedTest is used outside of Jest.',
    why: 'there is no test function to declare it with',
    next: 'npx jest',
  });
}
