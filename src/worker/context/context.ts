import type { ContextCassettes } from '../../lm/cassettes/context-cassettes';
import { Journal } from '../../lm/journal';
import { RuleScope } from '../../lm/rules/rule-scope';
import { unusedRules } from '../../lm/rules/unused-rules';
import { CleanupStack } from '../../resources/scope/cleanup-stack';
import type { EvaluationFacts } from '../../shared/boundaries/details';
import type { JournalCall } from '../../shared/boundaries/facade';
import type { DspexError } from '../../shared/errors';
import type { Namespace } from '../../shared/options/namespace';
import type { ResolvedTest } from '../../shared/options/resolve-test';
import { BridgeLog } from './bridge-log';
import type { Clock } from './clock';

/** Undefined: nobody wants to hear. */
export type ToldCalls = ((call: JournalCall, label: string) => void) | undefined;

export interface ContextParts {
  readonly kind: 'file' | 'test';
  /** Unique in the file: one attempt of a test, or the file itself. */
  readonly key: string;
  /** What a person calls it: the test's full name, or the file's path. */
  readonly label: string;
  readonly ids: Namespace;
  readonly resolved: ResolvedTest;
  /** What is recorded of it. */
  readonly cassettes: ContextCassettes;
  /** The enclosing scope of rules: the config's for a file, the file's for a test. */
  readonly enclosing: RuleScope;
  /** Hears of each LM call in its name that has its answer, and of whose it was. */
  readonly told: ToldCalls;
}

/** Something with time limits of its own, which stop while the context waits for what is not its work. */
export interface Limited {
  /** Gives the function that lets them run again. */
  holdTimeLimits(): () => void;
}

/** What one attempt of a test, or one file, is: its names, its rules, what was asked in its name, and what it has to undo. */
export class Context {
  readonly kind: 'file' | 'test';
  readonly key: string;
  readonly label: string;
  readonly ids: Namespace;
  readonly resolved: ResolvedTest;
  readonly rules: RuleScope;
  readonly cassettes: ContextCassettes;
  readonly journal: Journal;
  readonly log = new BridgeLog();
  /** For the report. */
  readonly evaluations: EvaluationFacts[] = [];
  /** Set while a function of the test or a hook runs under our clock. */
  clock: Clock | undefined;
  /** True while a hook such as beforeEach runs. */
  isInHook = false;
  private readonly cleanups = new CleanupStack();
  private readonly ordinals = new Map<string, number>();
  private readonly limited = new Set<Limited>();
  private readSeed = false;
  private ending: AbortController | undefined;

  constructor(parts: ContextParts) {
    ({ kind: this.kind, key: this.key, label: this.label, ids: this.ids, resolved: this.resolved, cassettes: this.cassettes } = parts);
    this.rules = new RuleScope(parts.kind, parts.enclosing, parts.label);
    const { told, label } = parts;
    this.journal = new Journal(told && ((call) => told(call, label)));
  }

  /** True when every clean-up has run: what is asked for now would stay. */
  get isOver(): boolean {
    return this.cleanups.isOver;
  }

  /** The seed of random numbers; asking for it is noted. */
  get seed(): number {
    this.noteSeedUsed();
    return this.ids.seed;
  }

  noteSeedUsed(): void {
    this.readSeed = true;
  }

  /** True when random numbers may have been drawn from the seed: by Python, or by who asked for it. */
  get usedSeed(): boolean {
    return this.readSeed;
  }

  /** True when it asked a language model or Python: then there is more to a failure than Jest can tell. */
  get usedLmOrPython(): boolean {
    return this.log.requests.length + this.journal.calls().length + this.journal.problems().length > 0;
  }

  /** Its rules that had nothing to answer, as an error; undefined where all were used. Those of hooks are there for whoever needs them. */
  unusedRules({ ofHooks }: { readonly ofHooks: boolean }): DspexError | undefined {
    return unusedRules(this.rules.own.filter(({ isOfHook }) => ofHooks || !isOfHook));
  }

  /** From 1, for each name: the number that makes an id unique in this context. */
  nextOrdinal(name: string): number {
    const next = (this.ordinals.get(name) ?? 0) + 1;
    this.ordinals.set(name, next);
    return next;
  }

  /** Aborted when its clean-ups begin to run. */
  get end(): AbortSignal {
    if (this.ending === undefined) {
      const ending = new AbortController();
      this.ending = ending;
      this.onCleanup(() => ending.abort());
    }
    return this.ending.signal;
  }

  onCleanup(cleanup: () => unknown): void {
    this.cleanups.add(cleanup);
  }

  /** Runs what `onCleanup` was given, the latest first; gives what they threw, first thing first. */
  runCleanups(): Promise<unknown[]> {
    return this.cleanups.close();
  }

  /** From now on these limits stop, too, while the context waits. */
  addLimits(limits: Limited): void {
    this.limited.add(limits);
  }

  /** Stops the test's clock, and the limits of what it has asked, while it waits for what is not its work. */
  async whileWaiting<T>(waiting: Promise<T>): Promise<T> {
    const resumes = [this.clock?.pause(), ...[...this.limited].map((limits) => limits.holdTimeLimits())];
    try {
      return await waiting;
    } finally {
      for (const resume of resumes) resume?.();
    }
  }
}
