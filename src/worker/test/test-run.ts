import { relative } from 'node:path';
import type { Circus } from '@jest/types';
import type { Attribution } from '../attribution/attribution';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import { addFailureNote } from '../failure/failure-note';
import type { FileLeaks } from '../leaks/file-leaks';
import type { FileSlots } from '../python/file-slots';
import { concurrentHookRules } from './concurrent-hook-rules';
import { type ContextParts, closeParts } from './context-parts';
import { followConcurrent } from './follow-concurrent';
import type { MaxFailures } from './max-failures';
import type { Planned, TestPlan } from './test-plan';
import { eachHooksAround } from './test-tree';
import type { TimeLimits } from './time-limits';
import { type TimedTarget, timeFunction } from './timed-function';
import type { Trials } from './trials';
import type { Verdict } from './verdict';

export interface TestRunParts {
  readonly config: FileConfig;
  readonly attribution: Attribution;
  readonly events: FileEvents;
  readonly leaks: FileLeaks;
  readonly slots: FileSlots;
  readonly plan: TestPlan;
  readonly limits: TimeLimits;
  readonly maxFailures: MaxFailures;
  readonly verdict: Verdict;
  readonly trials: Trials;
  /** Makes the context of one attempt of a test, with its Python and resources. */
  readonly openParts: (planned: Planned, attempt: number) => ContextParts;
  /** An error, and a text, as the sandbox sees it. */
  readonly shown: (error: unknown) => Error;
  readonly redact: (text: string) => string;
}

/** One attempt of a test while it runs. */
interface Attempt extends ContextParts {
  readonly planned: Planned;
  /** Where Python stood when the limit of the test passed; undefined while it has not passed. */
  lateAt?: Promise<string | undefined>;
}

/** Follows one file's tests from Jest's events: each attempt from `test_start` to `test_done`. */
export class TestRun {
  private readonly attempts = new Map<Circus.TestEntry, Attempt>();
  /** The user's own hooks: a beforeEach starts once per test, and must not start from the last wrapper. */
  private readonly hooks = new WeakMap<Circus.Hook, { fn: Circus.Hook['fn']; timeout: number | undefined }>();

  constructor(private readonly parts: TestRunParts) {}

  /** Asks ahead what would be asked before the first test: between its tests a file meets no turn of the event loop that is ours. */
  async prepare(): Promise<void> {
    await this.parts.maxFailures.isReached();
  }

  async handle(event: Circus.Event, state: Circus.State): Promise<void> {
    switch (event.name) {
      case 'run_start':
        this.start(state);
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

  private start(state: Circus.State): void {
    const { plan, slots, events } = this.parts;
    const skipped = plan.make(state);
    slots.plan(plan.running());
    followConcurrent(plan, this.parts.attribution, (test, planned) => (this.attempts.get(test) ?? this.open(test, planned, 1)).context);
    for (const [layer, count] of skipped) events.add({ type: 'layer_skipped', layer, count });
  }

  private startHook(hook: Circus.Hook): void {
    const { attribution, limits } = this.parts;
    const context = attribution.chargedWithoutName();
    context.isInHook = true;
    const original = this.hooks.get(hook) ?? { fn: hook.fn, timeout: hook.timeout ?? undefined };
    this.hooks.set(hook, original);
    Object.assign(hook, original);
    timeFunction(hook as unknown as TimedTarget, {
      timeoutMs: limits.of(original.timeout, context.resolved.timeoutMs),
      onClock: (clock) => (context.clock = clock),
      timeoutError: () => limits.error(hook.type, original.timeout, context, hook.asyncError),
    });
  }

  private async begin(test: Circus.TestEntry): Promise<void> {
    const { maxFailures, events, plan } = this.parts;
    if (await maxFailures.isReached()) {
      if (test.mode !== 'todo') test.mode = 'skip';
      events.add({ type: 'stopped', why: maxFailures.why });
      return;
    }
    if (!this.attempts.has(test)) this.open(test, plan.of(test) as Planned, test.invocations);
  }

  private open(test: Circus.TestEntry, planned: Planned, number: number): Attempt {
    const attempt = { ...this.parts.openParts(planned, number), planned };
    this.attempts.set(test, attempt);
    this.parts.attribution.begin(attempt.context);
    return attempt;
  }

  private startFunction(test: Circus.TestEntry): void {
    const attempt = this.attempts.get(test);
    if (attempt === undefined) return;
    const { limits, attribution } = this.parts;
    const { context, planned } = attempt;
    context.isInHook = false;
    // Jest 30 has not called it; Jest 29 has put what gives its promise in the place.
    if (planned.early !== undefined && test.fn !== planned.early) planned.begun ??= test.fn;
    Object.assign(test, { fn: planned.begun ?? planned.original.fn, timeout: planned.original.timeout });
    if (test.concurrent) this.refuseHookRules(test);
    timeFunction(test as unknown as TimedTarget, {
      timeoutMs: limits.of(planned.original.timeout, context.resolved.timeoutMs),
      ...(attribution.isFollowing && { within: (work) => attribution.run(context, work) }),
      onClock: (clock) => (context.clock = clock),
      timeoutError: () => {
        attempt.lateAt = attempt.python.where();
        return limits.error('test', planned.original.timeout, context, test.asyncError);
      },
    });
  }

  private refuseHookRules(test: Circus.TestEntry): void {
    const hooks = [...eachHooksAround(test)].map((hook) => this.hooks.get(hook)?.fn ?? hook.fn);
    const problem = concurrentHookRules(test, hooks);
    if (problem !== undefined) test.errors.push(this.parts.shown(problem));
  }

  private leaveOut(test: Circus.TestEntry): void {
    const attempt = this.attempts.get(test);
    if (attempt !== undefined) this.parts.attribution.end(attempt.context);
    this.attempts.delete(test);
    const planned = this.parts.plan.of(test);
    if (planned !== undefined) this.tell(test, planned, 'skipped');
  }

  private async end(test: Circus.TestEntry): Promise<void> {
    const attempt = this.attempts.get(test);
    if (attempt === undefined) return;
    this.attempts.delete(test);
    const { attribution, verdict, trials, plan, events, maxFailures } = this.parts;
    const { context, planned, resources } = attempt;
    if (test.failing !== true && (test.errors.length > 0 || context.journal.problems().length > 0)) resources.keepFiles();
    if (attempt.lateAt !== undefined) await this.giveUpLate(test, attempt);
    const cleanupErrors = await attribution.run(context, () => closeParts(attempt));
    attribution.end(context);
    this.tellResources(attempt);
    const judged = await verdict.judge({ ...attempt, test, ordinal: planned.ordinal, cleanupErrors, isTrial: planned.trial !== undefined });
    const passed = trials.settle(test, planned.trial, { ...judged, costUsd: context.journal.costUsd() });
    plan.noteEnd(test, passed ? 'passed' : 'failed');
    events.addContext(context);
    this.tell(test, planned, test.errors.length > 0 ? 'failed' : 'passed');
    if (test.errors.length > 0) await maxFailures.count(test);
  }

  /** Cancels what a test over its limit still asks of Python, and says where Python stood. */
  private async giveUpLate(test: Circus.TestEntry, { context, python, lateAt }: Attempt): Promise<void> {
    const place = await lateAt;
    if (place !== undefined) addFailureNote(test.errors, this.parts.redact(place));
    await python.giveUp(new Error(`the time of the test "${context.label}" was over`));
  }

  private tellResources({ context, resources }: Attempt): void {
    if (resources.used === undefined) return;
    const { config, events } = this.parts;
    events.add({ type: 'resources', file: config.fileOfRun });
    const { keptIn } = resources.used;
    if (keptIn !== undefined)
      events.add({ type: 'notice', text: `temp files of "${context.label}" are kept in ${relative(config.rootDir, keptIn)}` });
  }

  private tell(test: Circus.TestEntry, { resolved, fullName, ordinal }: Planned, status: 'passed' | 'failed' | 'skipped'): void {
    const { layer, lmMode, isolation } = resolved;
    const durationMs = test.startedAt === null || test.startedAt === undefined ? 0 : Date.now() - test.startedAt;
    const { fileOfRun: file, project } = this.parts.config;
    const attempt = test.invocations;
    this.parts.events.add({ type: 'test', file, project, fullName, ordinal, layer, lmMode, isolation, status, durationMs, attempt });
  }
}
