import { AsyncLocalStorage } from 'node:async_hooks';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import type { Context } from '../context/context';

/** One for the worker: each more makes every await dearer. It holds a name alone, as Node shows it on every promise. */
const storage = new AsyncLocalStorage<string>();

/** Says whose something is: an LM call, a refused socket, a process that was just started. */
export class Attribution {
  private readonly running = new Set<Context>();
  private follows = false;

  constructor(readonly file: Context) {}

  /**
   * From now on tests run at once, and async contexts tell them apart. Where one runs at a time, whatever asks is that test's, and nothing
   * is followed.
   */
  follow(): void {
    this.follows = true;
  }

  get isFollowing(): boolean {
    return this.follows;
  }

  /** The file is over. */
  close(): void {
    storage.disable();
  }

  begin(attempt: Context): void {
    this.running.add(attempt);
  }

  end(attempt: Context): void {
    this.running.delete(attempt);
  }

  /** True from the start of an attempt to the end of its clean-ups; of a file, always. */
  isRunning(context: Context): boolean {
    return context === this.file || this.running.has(context);
  }

  /** Runs `work`, and all that it starts, in the name of a context. */
  run<T>(context: Context, work: () => T): T {
    return this.follows ? storage.run(context.ids.namespace, work) : work();
  }

  /** The context that asks now. Throws AMBIGUOUS_TEST where several tests run and the caller belongs to none of them. */
  current(): Context {
    return this.inSight() ?? this.ambiguous('the facade');
  }

  /**
   * Who is charged with what went wrong: the context that is named, undefined when it is over. Where nobody is named: the async context's,
   * or the only running attempt's; where there is no telling, the file.
   */
  charged(named: Context | null): Context | undefined {
    if (named !== null) return this.isRunning(named) ? named : undefined;
    return this.chargedWithoutName();
  }

  /** As `charged`, where nobody is named. */
  chargedWithoutName(): Context {
    return this.inSight() ?? this.file;
  }

  /** All that runs, the file first. */
  contexts(): Context[] {
    return [this.file, ...this.running];
  }

  /**
   * Whose rules answer `call`. `named`: whom the door knows to ask, or null; then it is the only running attempt's, the async context's if
   * its rules match, or that of the one whose rules alone match. Throws LM_TEST_OVER for a test that is over, AMBIGUOUS_TEST where there is
   * no telling.
   */
  ownerOf(call: LmCall, named: Context | null): Context {
    if (named !== null) {
      if (!this.isRunning(named)) throw testIsOver(named.label, call);
      return named;
    }
    const near = this.inSight();
    if (this.running.size < 2 || near?.rules.matches(call) === true) return near ?? this.ambiguous(`an LM call of ${call.model}`);
    // A limiter or a pool that tests share runs one test's work in the async context of another.
    const [match, ...others] = [...this.running].filter((context) => context.rules.wouldAnswer(call));
    if (match !== undefined && others.length === 0) return match;
    if (match === undefined && near !== undefined) return near;
    return this.ambiguous(`an LM call of ${call.model}`);
  }

  /**
   * Who asks by something that `starter` has started, and that others may use as well, as a pool of threads: the starter while it runs,
   * but among several only where its rules answer; null where there is no telling.
   */
  userOf(starter: Context, call: LmCall): Context | null {
    if (!this.running.has(starter)) return null;
    return this.running.size === 1 || starter.rules.wouldAnswer(call) ? starter : null;
  }

  private inSight(): Context | undefined {
    // A server that an earlier test started still carries that test; it is over, so its calls belong to whoever runs now.
    const stored = this.follows ? storage.getStore() : undefined;
    for (const context of stored === undefined ? [] : this.running) if (context.ids.namespace === stored) return context;
    if (this.running.size === 0) return this.file;
    return this.running.size === 1 ? (this.running.values().next().value as Context) : undefined;
  }

  private ambiguous(what: string): never {
    const names = [...this.running].map((context) => `"${context.label}"`).join(', ');
    throw new DspexError({
      code: 'AMBIGUOUS_TEST',
      what: `Several tests run at once and ${what} belongs to none of them for certain.`,
      why: `running: ${names}; the call came from outside their async contexts, and not exactly one has rules that match it`,
      next: 'give each test its own rule that matches only its calls, start the caller inside the test, or use test instead of test.concurrent',
    });
  }
}

/** An LM call in the name of a test that is over: to answer it by another test's rules would be wrong. */
export function testIsOver(label: string, call: LmCall): DspexError {
  return new DspexError({
    code: 'LM_TEST_OVER',
    what: `${call.model} was asked in the name of the test "${label}", which is over.`,
    why: 'its rules and cassettes ended with it; to answer by those of another test would be wrong',
    next: 'await what the test starts; end a process with its test: dspex.onCleanup(() => child.kill()); or ask for its gateway in beforeAll, where it serves all tests',
  });
}
