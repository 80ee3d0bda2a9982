import type { Circus } from '@jest/types';
import { TEST_OPTIONS_KEY } from '../../shared/boundaries/test-options';
import type { Layer } from '../../shared/layers';
import { type DeclaredTestOptions, type ResolvedTest, resolveTest } from '../../shared/options/resolve-test';
import { trialIn } from '../../shared/trial-name';
import type { FileConfig } from '../context/file-config';
import type { PlannedTest } from '../context/file-plan';
import { fullNameOf, isLeftOut, skipEmptiedBlocks, testsOf } from './test-tree';
import type { TimedTarget } from './timed-function';

/** One test as it was declared, and what it runs under. */
export interface Planned {
  readonly resolved: ResolvedTest;
  readonly fullName: string;
  /** From 0, among tests of the same full name. */
  readonly ordinal: number;
  /** Of a trial: whose it is, and which part of them has to pass. */
  readonly trial?: Trial | undefined;
  /** The user's own function and limit: each attempt starts from them, never from the last attempt's wrapper. */
  readonly original: { readonly fn: TimedTarget['fn']; readonly timeout: number | undefined };
  /** Of a concurrent test: what Jest may call when the file begins, and what it then has in the test's place. */
  early?: Circus.TestEntry['fn'];
  begun?: Circus.TestEntry['fn'];
}

export interface Trial {
  /** The trials of one test have it in common. */
  readonly group: string;
  readonly name: string;
  readonly number: number;
  /** How many were declared: their names say it. */
  readonly of: number;
  readonly passRate: number;
}

interface TestPlanParts {
  readonly config: FileConfig;
  readonly file: ResolvedTest;
  readonly global: typeof globalThis;
  /** An error as the sandbox sees it. */
  readonly shown: (error: unknown) => Error;
}

/** Which of a file's tests run, and under what; and, in the end, what became of them. */
export class TestPlan {
  private readonly tests = new Map<Circus.TestEntry, Planned>();
  private readonly declared = new WeakMap<Circus.TestEntry, DeclaredTestOptions>();
  private readonly ended = new Map<Circus.TestEntry, PlannedTest['outcome']>();
  /** False when the file did not load as a whole: then it may have tests that nobody knows of. */
  private isWhole = false;
  private state: Circus.State | undefined;

  constructor(private readonly parts: TestPlanParts) {}

  /** Keeps the options that isolatedTest left on the global while it declares this test. */
  noteDeclared(state: Circus.State): void {
    const options = (this.parts.global as { [TEST_OPTIONS_KEY]?: DeclaredTestOptions })[TEST_OPTIONS_KEY];
    const test = state.currentDescribeBlock.tests.at(-1);
    if (options !== undefined && test !== undefined) this.declared.set(test, options);
  }

  /** Decides each test's layer, and skips what is above the ceiling before anything of it runs; gives how many of each layer. */
  make(state: Circus.State): ReadonlyMap<Layer, number> {
    const skipped = new Map<Layer, number>();
    const ordinals = new Map<string, number>();
    for (const test of testsOf(state.rootDescribeBlock)) {
      const { resolved } = this.add(test, ordinals);
      if (resolved.skip === null || isLeftOut(test, state)) continue;
      test.mode = 'skip';
      skipped.set(resolved.layer, (skipped.get(resolved.layer) ?? 0) + 1);
    }
    skipEmptiedBlocks(state.rootDescribeBlock);
    this.state = state;
    this.isWhole = state.unhandledErrors.length === 0;
    return skipped;
  }

  of(test: Circus.TestEntry): Planned | undefined {
    return this.tests.get(test);
  }

  /** What the tests that will run run under. */
  running(): ResolvedTest[] {
    const { state } = this;
    return state === undefined ? [] : [...this.tests].filter(([test]) => !isLeftOut(test, state)).map(([, { resolved }]) => resolved);
  }

  /** How many trials of a test will run. */
  trialsOf(group: string): number {
    const { state } = this;
    return [...this.tests].filter(([test, { trial }]) => trial?.group === group && (state === undefined || !isLeftOut(test, state))).length;
  }

  /** Those that run at once with others. */
  concurrent(): [Circus.TestEntry, Planned][] {
    return [...this.tests].filter(([test]) => test.concurrent && typeof test.fn === 'function');
  }

  /** Of a test that runs again, its latest attempt counts. */
  noteEnd(test: Circus.TestEntry, outcome: 'passed' | 'failed'): void {
    this.ended.set(test, outcome);
  }

  /** No test of the file failed in its last attempt. */
  get passed(): boolean {
    return ![...this.ended.values()].includes('failed');
  }

  /** What became of every test; null when they are not all known. */
  get outcomes(): PlannedTest[] | null {
    if (!this.isWhole) return null;
    return [...this.tests].map(([test, { fullName, ordinal, resolved }]) => ({
      name: fullName,
      ordinal,
      lmMode: resolved.lmMode,
      outcome: this.ended.get(test) ?? 'left_out',
    }));
  }

  private add(test: Circus.TestEntry, ordinals: Map<string, number>): Planned {
    const fullName = fullNameOf(test);
    const ordinal = ordinals.get(fullName) ?? 0;
    ordinals.set(fullName, ordinal + 1);
    const resolved = this.resolveOrBreak(test);
    const original = { fn: test.fn as TimedTarget['fn'], timeout: test.timeout };
    const planned: Planned = { resolved, fullName, ordinal, original, trial: this.trialOf(test, fullName, ordinal) };
    this.tests.set(test, planned);
    return planned;
  }

  private trialOf(test: Circus.TestEntry, fullName: string, ordinal: number): Trial | undefined {
    const { trials, passRate = 1 } = this.declared.get(test) ?? {};
    const found = trials === undefined || test.failing === true ? null : trialIn(fullName);
    return found === null ? undefined : { ...found, of: trials as number, passRate, group: `${ordinal} ${found.name}` };
  }

  /** A test whose own options contradict one another fails alone: its neighbours have done nothing wrong. */
  private resolveOrBreak(test: Circus.TestEntry): ResolvedTest {
    const declared = this.declared.get(test);
    try {
      return this.resolve(test, declared);
    } catch (error) {
      if (declared === undefined) throw error;
      const problem = this.parts.shown(error);
      test.fn = () => {
        throw problem;
      };
      return this.resolve(test, undefined);
    }
  }

  private resolve(test: Circus.TestEntry, declared: DeclaredTestOptions | undefined): ResolvedTest {
    const { options, environmentLayer, docblockLayer } = this.parts.config;
    const file = this.parts.file;
    return resolveTest({ options, environmentLayer, docblockLayer, test: declared, concurrent: test.concurrent, env: process.env, file });
  }
}
