import { relative } from 'node:path';
import type { Circus } from '@jest/types';
import { testKey } from '../../shared/asker-key';
import { TEST_OPTIONS_KEY } from '../../shared/boundaries/test-options';
import type { DspexError } from '../../shared/errors';
import { namespaceOf } from '../../shared/options/namespace';
import { type DeclaredTestOptions, type ResolvedTest, resolveTest } from '../../shared/options/resolve-test';
import type { Attribution } from '../attribution/attribution';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { PlannedTest } from '../context/file-plan';
import { TestContext } from '../context/test-context';
import type { Doors } from '../doors/doors';
import { redactedError } from '../errors/redacted-error';
import { toSandboxError } from '../errors/sandbox-error';
import { keepFailure } from '../failure/failure-folder';
import { addFailureNote, seedNote } from '../failure/failure-note';
import { failureOf } from '../failure/failure-of';
import type { FileResources } from '../file/file-resources';
import type { FileSlots } from '../file/file-slots';
import type { HostLink } from '../host/host-link';
import type { FileLeaks } from '../leaks/file-leaks';
import type { FileLm } from '../lm/file-lm';
import { concurrentHookRules } from './concurrent-hook-rules';
import { MaxFailures } from './max-failures';
import { eachHooksAround, fullNameOf, skipEmptiedBlocks, testsOf } from './test-tree';
import { TimeLimits } from './time-limits';
import { type TimedTarget, timeFunction } from './timed-function';

export interface TestRunParts {
  readonly config: FileConfig;
  readonly file: TestContext;
  readonly attribution: Attribution;
  readonly doors: Doors;
  readonly events: FileEvents;
  readonly link: HostLink;
  readonly lm: FileLm;
  readonly resources: FileResources;
  readonly slots: FileSlots;
  readonly leaks: FileLeaks;
  readonly global: typeof globalThis;
}

interface Planned {
  readonly resolved: ResolvedTest;
  readonly fullName: string;
  /** From 0, among tests of the same full name. */
  readonly ordinal: number;
  readonly original: { readonly fn: TimedTarget['fn']; readonly timeout: number | undefined };
}

/** Follows one file's tests from Jest's events: which run, in what context, and what they are charged with at their end. */
export class TestRun {
  private readonly planned = new Map<Circus.TestEntry, Planned>();
  private readonly declared = new WeakMap<Circus.TestEntry, DeclaredTestOptions>();
  private readonly attempts = new Map<Circus.TestEntry, TestContext>();
  private readonly hooks = new WeakMap<Circus.Hook, { fn: Circus.Hook['fn']; timeout: number | undefined }>();
  /** Where Python stood when the limit of a test passed. */
  private readonly late = new WeakMap<Circus.TestEntry, Promise<string | undefined>>();
  private readonly ended = new Map<Circus.TestEntry, PlannedTest['outcome']>();
  /** False when the file did not load as a whole: then it may have tests that nobody knows of. */
  private isPlanWhole = false;
  private readonly limits: TimeLimits;
  private readonly maxFailures: MaxFailures;

  constructor(private readonly parts: TestRunParts) {
    this.limits = new TimeLimits(parts.config, parts.global);
    this.maxFailures = new MaxFailures(parts.config, parts.link, parts.global);
  }

  /** Keeps the options that isolatedTest left on the global while it declares this test. */
  noteTest(state: Circus.State): void {
    const options = (this.parts.global as { [TEST_OPTIONS_KEY]?: DeclaredTestOptions })[TEST_OPTIONS_KEY];
    const test = state.currentDescribeBlock.tests.at(-1);
    if (options !== undefined && test !== undefined) this.declared.set(test, options);
  }

  async handle(event: Circus.Event, state: Circus.State): Promise<void> {
    switch (event.name) {
      case 'run_start':
        this.plan(state);
        return;
      case 'hook_start':
        this.startHook(event.hook);
        return;
      case 'test_start':
        await this.begin(event.test);
        return;
      case 'test_fn_start':
        this.startFunction(event.test);
        return;
      case 'test_skip':
      case 'test_todo':
        this.leaveOut(event.test);
        return;
      case 'test_done':
        await this.end(event.test);
        return;
    }
  }

  /** Decides each test's layer, and leaves out what is above the ceiling before anything of it runs. */
  private plan(state: Circus.State): void {
    const seen = new Map<string, number>();
    const skipped = new Map<string, number>();
    for (const test of testsOf(state.rootDescribeBlock)) {
      const fullName = fullNameOf(test);
      const ordinal = seen.get(fullName) ?? 0;
      seen.set(fullName, ordinal + 1);
      const resolved = this.resolveOrBreak(test);
      this.planned.set(test, { resolved, fullName, ordinal, original: { fn: test.fn as TimedTarget['fn'], timeout: test.timeout } });
      if (resolved.skip !== null && test.mode !== 'todo' && test.mode !== 'skip') {
        test.mode = 'skip';
        skipped.set(resolved.layer, (skipped.get(resolved.layer) ?? 0) + 1);
      }
    }
    skipEmptiedBlocks(state.rootDescribeBlock);
    this.isPlanWhole = state.unhandledErrors.length === 0;
    const running = [...this.planned].filter(([test]) => test.mode !== 'skip' && test.mode !== 'todo');
    this.parts.slots.plan(running.map(([, { resolved }]) => resolved));
    for (const [layer, count] of skipped) this.parts.events.add({ type: 'layer_skipped', layer: layer as ResolvedTest['layer'], count });
  }

  /** A test whose own options contradict one another fails alone: its neighbours have done nothing wrong. */
  private resolveOrBreak(test: Circus.TestEntry): ResolvedTest {
    const declared = this.declared.get(test);
    try {
      return this.resolve(test, declared);
    } catch (error) {
      if (declared === undefined) throw error;
      const problem = this.shown(error);
      test.fn = () => {
        throw problem;
      };
      return this.resolve(test, undefined);
    }
  }

  private resolve(test: Circus.TestEntry, declared: DeclaredTestOptions | undefined): ResolvedTest {
    const { options, environmentLayer, docblockLayer } = this.parts.config;
    return resolveTest({
      options,
      environmentLayer,
      docblockLayer,
      test: declared,
      concurrent: test.concurrent,
      file: this.parts.file.resolved,
      env: process.env,
    });
  }

  private startHook(hook: Circus.Hook): void {
    const context = this.parts.attribution.currentOr(this.parts.file);
    const original = this.hooks.get(hook) ?? { fn: hook.fn, timeout: hook.timeout ?? undefined };
    this.hooks.set(hook, original);
    // A beforeEach hook starts once per test: always from the user's own function, never from the last wrapper.
    Object.assign(hook, original);
    timeFunction(hook as unknown as TimedTarget, {
      timeoutMs: this.limits.of(original.timeout, context.resolved.timeoutMs),
      within: (work) => this.parts.leaks.carry(work),
      onClock: (clock) => (context.clock = clock),
      timeoutError: () => this.limits.error(hook.type, original.timeout, context, hook.asyncError),
    });
  }

  private async begin(test: Circus.TestEntry): Promise<void> {
    if (await this.maxFailures.isReached()) {
      if (test.mode !== 'todo') test.mode = 'skip';
      this.parts.events.add({ type: 'notice', text: this.maxFailures.notice });
      return;
    }
    const context = this.makeContext(test);
    this.attempts.set(test, context);
    this.parts.attribution.begin(context);
  }

  private makeContext(test: Circus.TestEntry): TestContext {
    const { file, doors, config, resources, slots } = this.parts;
    const { resolved, fullName, ordinal } = this.planned.get(test) as Planned;
    const attempt = test.invocations;
    const ids = namespaceOf({ file: config.file, testName: fullName, ordinal, attempt, runSeed: config.runSeed });
    return new TestContext({
      kind: 'test',
      key: testKey(fullName, ordinal, attempt),
      label: fullName,
      ids,
      resolved,
      cassettes: this.parts.lm.cassettesOf({ name: fullName, ordinal }, [ids.namespace, file.ids.namespace], file.cassettes),
      enclosing: file.rules,
      sharedWith: resolved.session === 'file' ? file : undefined,
      copiesOf: resolved.startsAs === 'copy' ? file : undefined,
      onNotCopied: (why) => this.parts.events.addNotCopied(why),
      openAdapter: (context) => doors.openAdapter(context),
      turnOf: (context) => slots.turnOf(context),
      closeAdapter: (adapter) => doors.closeLater(adapter),
      onLeftovers: (context, leftovers) => this.parts.leaks.noteLeftovers(context, leftovers),
      gatewayUrl: (context) => doors.gatewayUrl(context),
      openResources: (context) => resources.openScope(context),
      startOptions: (context, request) => resources.startOptions(context, request),
    });
  }

  private startFunction(test: Circus.TestEntry): void {
    const context = this.attempts.get(test);
    if (context === undefined) return;
    const { original } = this.planned.get(test) as Planned;
    // A retry starts from the user's own function, not from the last attempt's wrapper.
    Object.assign(test, { fn: original.fn, timeout: original.timeout });
    const lateRules = test.concurrent
      ? concurrentHookRules(
          test,
          [...eachHooksAround(test)].map((hook) => this.hooks.get(hook)?.fn ?? hook.fn),
        )
      : undefined;
    if (lateRules !== undefined) test.errors.push(this.shown(lateRules));
    const timeoutMs = this.limits.of(original.timeout, context.resolved.timeoutMs);
    timeFunction(test as unknown as TimedTarget, {
      timeoutMs,
      within: (work) => this.parts.leaks.carry(() => this.parts.attribution.run(context, work)),
      onClock: (clock) => (context.clock = clock),
      timeoutError: () => {
        this.late.set(test, context.where());
        return this.limits.error('test', original.timeout, context, test.asyncError);
      },
    });
  }

  private leaveOut(test: Circus.TestEntry): void {
    const context = this.attempts.get(test);
    if (context !== undefined) this.parts.attribution.end(context);
    this.attempts.delete(test);
    const planned = this.planned.get(test);
    if (planned !== undefined) this.tell(test, planned, 'skipped');
  }

  private async end(test: Circus.TestEntry): Promise<void> {
    const context = this.attempts.get(test);
    if (context === undefined) return;
    this.attempts.delete(test);
    this.keepFilesOfFailed(test, context);
    const place = await this.late.get(test);
    if (place !== undefined) addFailureNote(test.errors, this.parts.lm.redactor.text(place));
    if (this.late.has(test)) await context.giveUp(new Error(`the time of the test "${context.label}" was over`));
    const cleanupErrors = await this.parts.attribution.run(context, () => context.close());
    this.parts.attribution.end(context);
    this.tellResources(context);
    this.charge(test, context, cleanupErrors);
    for (const leak of await this.parts.leaks.endOf(context)) test.errors.push(this.shown(leak));
    await this.keepCassettes(test, context);
    this.noteSeed(test, context);
    await this.keepFailure(test, context);
    this.parts.events.addContext(context);
    this.tell(test, this.planned.get(test) as Planned, test.errors.length > 0 ? 'failed' : 'passed');
    if (test.errors.length > 0) await this.maxFailures.count(test);
  }

  private keepFilesOfFailed(test: Circus.TestEntry, context: TestContext): void {
    const hasFailed = test.errors.length > 0 || context.journal.problems().length > 0;
    const folder = hasFailed && context.usedResources !== undefined ? this.parts.resources.keptFolder(context) : null;
    if (folder !== null) context.resources.keepFiles(folder);
  }

  private tellResources({ usedResources, label }: TestContext): void {
    if (usedResources === undefined) return;
    const { config, events } = this.parts;
    events.add({ type: 'resources', file: config.file });
    const { keptIn } = usedResources;
    if (keptIn !== undefined)
      events.add({ type: 'notice', text: `temp files of "${label}" are kept in ${relative(config.rootDir, keptIn)}` });
  }

  /** Misses and blocked calls fail the test even where its code swallowed them; so does every clean-up that failed. */
  private charge(test: Circus.TestEntry, context: TestContext, cleanupErrors: readonly unknown[]): void {
    const { file } = this.parts;
    // What went wrong in the file's own code since the last test ended, such as a beforeAll that swallowed it.
    const problems = [...context.journal.problems(), ...file.journal.takeProblems()];
    // A test that was expected to fail did: through its LM calls.
    if (test.failing === true && problems.length > 0) test.errors.length = 0;
    else this.chargeProblems(test, problems);
    // What else went wrong may be why it was not asked.
    const notMissed = test.errors.length === 0 ? context.journal.notMissed() : undefined;
    if (notMissed !== undefined) test.errors.push(this.shown(notMissed));
    for (const error of cleanupErrors) test.errors.push(this.shown(error));
  }

  private chargeProblems(test: Circus.TestEntry, problems: readonly DspexError[]): void {
    const told = test.errors.map((error) => String((Array.isArray(error) ? error[0] : error)?.message ?? ''));
    for (const problem of problems) {
      const { what } = (redactedError(problem, this.parts.lm.redactor.text) as DspexError).parts;
      if (told.some((message) => message.includes(what))) continue;
      // A client that wraps it in words of its own has told it already, less readably.
      const isWrapped = told.some((message) => message.includes(`[${problem.parts.code}]`));
      test.errors[isWrapped ? 'unshift' : 'push'](this.shown(problem));
    }
  }

  private shown(error: unknown): Error {
    return toSandboxError(this.parts.global, error, this.parts.lm.redactor.text);
  }

  /** What explains a failure, in a folder of its own. A test that has nothing to do with LMs or Python has nothing to be explained. */
  private async keepFailure(test: Circus.TestEntry, context: TestContext): Promise<void> {
    const { config, events, global } = this.parts;
    if (test.errors.length === 0 || test.failing === true || !config.options.retainOnFailure) return;
    if (!context.usedLmOrPython) return;
    const { ordinal } = this.planned.get(test) as Planned;
    const failure = await failureOf({ test, context, config, ordinal });
    const { transcript, lastCall } = await keepFailure(failure, config, global.process.env);
    const path = relative(config.rootDir, transcript).startsWith('..') ? transcript : relative(config.rootDir, transcript);
    addFailureNote(test.errors, [`transcript: ${path}`, ...(lastCall === null ? [] : [lastCall])].join('\n'));
    events.add({ type: 'failure', file: config.file, fullName: context.label, attempt: test.invocations, transcript: path });
  }

  /** Only where it can matter: a test that drew no number fails the same under every seed. */
  private noteSeed(test: Circus.TestEntry, context: TestContext): void {
    if (context.usedSeed) addFailureNote(test.errors, seedNote(this.parts.config, context.resolved.layer, context.label));
  }

  /** What a passed test recorded becomes its cassettes; a failed one's recordings wait for its next attempt. */
  private async keepCassettes(test: Circus.TestEntry, context: TestContext): Promise<void> {
    const passed = test.errors.length === 0 || test.failing === true;
    this.ended.set(test, passed ? 'passed' : 'failed');
    try {
      await context.cassettes.finish(passed);
    } catch (error) {
      test.errors.push(this.shown(error));
    }
  }

  /** No test of the file failed in its last attempt. */
  get passed(): boolean {
    return ![...this.ended.values()].includes('failed');
  }

  /** What became of every test; null when they are not all known. */
  get outcomes(): PlannedTest[] | null {
    if (!this.isPlanWhole) return null;
    return [...this.planned].map(([test, { fullName, ordinal, resolved }]) => ({
      name: fullName,
      ordinal,
      lmMode: resolved.lmMode,
      outcome: this.ended.get(test) ?? 'left_out',
    }));
  }

  private tell(test: Circus.TestEntry, { resolved, fullName, ordinal }: Planned, status: 'passed' | 'failed' | 'skipped'): void {
    const { layer, lmMode, isolation } = resolved;
    const durationMs = test.startedAt === null || test.startedAt === undefined ? 0 : Date.now() - test.startedAt;
    this.parts.events.add({
      type: 'test',
      file: this.parts.config.file,
      fullName,
      ordinal,
      layer,
      lmMode,
      isolation,
      status,
      durationMs,
      attempt: test.invocations,
    });
  }
}
