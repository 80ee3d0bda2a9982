import { AsyncLocalStorage } from 'node:async_hooks';
import { testOfKey } from '../../shared/asker-key';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import type { TestContext } from '../context/test-context';

/** Says whose a call is: the async context's, the only running attempt's, the one whose rules alone match, or the file's. */
export class Attribution {
  private readonly storage = new AsyncLocalStorage<TestContext>();
  private readonly running = new Map<string, TestContext>();

  constructor(private readonly file: TestContext) {}

  begin(attempt: TestContext): void {
    this.running.set(attempt.key, attempt);
  }

  end(attempt: TestContext): void {
    this.running.delete(attempt.key);
  }

  /** True from the start of an attempt to the end of its clean-ups; of a file, always. */
  isRunning(context: TestContext): boolean {
    return context.kind === 'file' || this.running.get(context.key) === context;
  }

  run<T>(context: TestContext, work: () => T): T {
    return this.storage.run(context, work);
  }

  /** The context that asks now. Throws AMBIGUOUS_TEST where several tests run and the caller belongs to none of them. */
  current(): TestContext {
    return this.inSight() ?? this.ambiguous([...this.running.values()], 'the facade');
  }

  /** As `current`, with an answer for the ambiguous case. */
  currentOr(fallback: TestContext): TestContext {
    return this.inSight() ?? fallback;
  }

  /** The context of an asker; undefined when it is over. */
  askerNow(key: string): TestContext | undefined {
    return key === this.file.key ? this.file : this.running.get(key);
  }

  /** The journals of all that runs, for what is known only by a call's id. */
  journals(): TestContext['journal'][] {
    return [this.file, ...this.running.values()].map((context) => context.journal);
  }

  /** Whose rules answer `call`. `asker` is what the door knows: an execute's context, or null. */
  ownerOf(call: LmCall, asker: string | null): TestContext {
    const owner = asker === null ? this.inSight() : this.askerOf(asker, call);
    if (owner !== undefined) return owner;
    const running = [...this.running.values()];
    const matching = running.filter((context) => context.rules.wouldAnswer(call));
    return matching.length === 1 ? (matching[0] as TestContext) : this.ambiguous(running, `an LM call of ${call.model}`);
  }

  /** Of a test that is over nobody else may be charged. Throws LM_TEST_OVER. */
  private askerOf(key: string, call: LmCall): TestContext {
    const asker = this.askerNow(key);
    if (asker !== undefined) return asker;
    throw testIsOver(testOfKey(key) ?? key, call);
  }

  private inSight(): TestContext | undefined {
    const stored = this.storage.getStore();
    // A server that an earlier test started still carries that test; it is over, so its calls belong to whoever runs now.
    if (stored !== undefined && (stored.kind === 'file' || this.running.has(stored.key))) return stored;
    if (this.running.size === 0) return this.file;
    return this.running.size === 1 ? (this.running.values().next().value as TestContext) : undefined;
  }

  private ambiguous(candidates: readonly TestContext[], what: string): never {
    const names = candidates.map((context) => `"${context.label}"`).join(', ');
    throw new DspexError({
      code: 'AMBIGUOUS_TEST',
      what: `Several tests run at once and ${what} belongs to none of them for certain.`,
      why: `running: ${names}; the call came from outside their async contexts, and not exactly one has rules that match it`,
      next: 'give each test its own rule that matches only its calls, start the caller inside the test, or use test instead of test.concurrent',
    });
  }
}

export function testIsOver(label: string, call: LmCall): DspexError {
  return new DspexError({
    code: 'LM_TEST_OVER',
    what: `${call.model} was asked in the name of the test "${label}", which is over.`,
    why: 'its rules and cassettes ended with it; to answer by those of another test would be wrong',
    next: 'await what the test starts; end a process with its test: dspex.onCleanup(() => child.kill()); or ask for its gateway in beforeAll, where it serves all tests',
  });
}
