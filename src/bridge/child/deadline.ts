import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import { DspexError } from '../../shared/errors';
import { bounded } from '../../shared/waits/bounded';
import { PausableTimer } from '../../shared/waits/pausable-timer';

/** How long Python has to obey a cancel before its process is ended. */
const OBEY_MS = 200;

interface DeadlineOptions {
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignalLike | undefined;
  /** When the time begins; at once where there is none. */
  readonly after?: Promise<void> | undefined;
}

/** The time limit and the abort signal of one request: first asks (`cancel`), then, when that is ignored, gives up. */
export class Deadline {
  /** Rejects when the request is given up. */
  readonly passed: Promise<never>;
  error: DspexError | undefined;
  /** True when Python did not obey the cancel. */
  ignored = false;
  private giveUp!: (error: DspexError) => void;
  private readonly limit: PausableTimer | undefined;
  private obeyTimer: NodeJS.Timeout | undefined;
  private isOver = false;
  private isPaused = false;
  private hasBegun = true;

  constructor(
    private readonly command: string,
    private readonly options: DeadlineOptions,
    private readonly cancel: () => void,
  ) {
    this.passed = new Promise((_, reject) => (this.giveUp = reject));
    this.passed.catch(() => undefined);
    const { timeoutMs, signal, after } = options;
    if (timeoutMs !== undefined) this.limit = new PausableTimer(timeoutMs, () => this.pass(timedOut(command, timeoutMs)));
    if (after === undefined) this.run();
    else this.runAfter(after);
    signal?.addEventListener('abort', this.onAbort);
  }

  /** Stops the time while the request waits for what is not its work: the rate limit, a call that is recorded. */
  pause(): void {
    this.isPaused = true;
    this.limit?.halt();
  }

  resume(): void {
    this.isPaused = false;
    this.run();
  }

  clear(): void {
    this.isOver = true;
    this.limit?.halt();
    clearTimeout(this.obeyTimer);
    this.options.signal?.removeEventListener('abort', this.onAbort);
  }

  private runAfter(after: Promise<void>): void {
    this.hasBegun = false;
    void after.then(() => {
      this.hasBegun = true;
      this.run();
    });
  }

  private run(): void {
    if (this.hasBegun && !this.isPaused && !this.isOver) this.limit?.run();
  }

  private readonly onAbort = (): void => this.pass(cancelled(this.command, this.options.signal?.reason));

  private pass(error: DspexError): void {
    if (this.error !== undefined) return;
    this.error = error;
    this.cancel();
    this.obeyTimer = setTimeout(() => {
      this.ignored = true;
      this.giveUp(error);
    }, OBEY_MS);
  }
}

const MORE_TIME: Readonly<Record<string, string>> = {
  execute: 'program.execute(inputs, { timeoutMs: 60_000 })',
  execute_and_measure: 'dspex.evaluate(program, devset, metric, { timeoutMs: 60_000 })',
  optimize: 'dspex.optimize(program, { …, timeoutMs: 600_000 })',
  stream: 'program.stream(inputs, { timeoutMs: 60_000 })',
};

function timedOut(command: string, timeoutMs: number): DspexError {
  return new DspexError({
    code: 'EXECUTE_TIMEOUT',
    what: `"${command}" was not done after ${timeoutMs} ms; its Python process was ended.`,
    why: 'the time limit of this call, or the option dspex.processTimeoutMs',
    next: `give it more: ${MORE_TIME[command] ?? MORE_TIME.execute}`,
  });
}

/** What a request waits for before it is sent, a free process: whoever gives up must not wait on. */
export function unlessAborted<T>(waiting: Promise<T>, command: string, signal: AbortSignalLike | undefined): Promise<T> {
  return bounded(waiting, { abort: { signal, error: (reason) => cancelledBefore(command, reason) } });
}

/** A signal that was aborted before the request was sent: its process is as it was. */
export function cancelledBefore(command: string, reason: unknown): DspexError {
  const { parts } = cancelled(command, reason);
  return new DspexError({ ...parts, what: `"${command}" was cancelled before it began.` });
}

function cancelled(command: string, reason: unknown): DspexError {
  return new DspexError({
    code: 'EXECUTE_CANCELLED',
    what: `"${command}" was cancelled; its Python process was ended.`,
    why: whyAborted(reason),
    next: 'abort later, or not at all',
    cause: reason,
  });
}

/** Anything may be the reason of a signal. */
export function whyAborted(reason: unknown): string {
  return `its AbortSignal was aborted${reason === undefined ? '' : `: ${(reason as Error | null)?.message ?? String(reason)}`}`;
}
