import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import { either } from '../../shared/waits/either-signal';

/** What one context has asked of Python and has no answer to yet. */
export class RequestsUnderWay {
  private readonly all = new Set<Promise<unknown>>();
  /** Aborted when nobody waits any more: what was asked is cancelled, and killed where Python ignores that. */
  private readonly gaveUp = new AbortController();

  get isEmpty(): boolean {
    return this.all.size === 0;
  }

  /** `ask`: gets a signal that is aborted with `signal`, and when all is given up. */
  async add<T>(signal: AbortSignalLike | undefined, ask: (signal: AbortSignalLike) => Promise<T>): Promise<T> {
    const answer = either([signal, this.gaveUp.signal], ask);
    this.all.add(answer);
    try {
      return await answer;
    } finally {
      this.all.delete(answer);
    }
  }

  /** Resolved when all is cancelled: a rejection that nobody handles is the test's. */
  async giveUp(why: Error): Promise<void> {
    this.gaveUp.abort(why);
    await Promise.allSettled(this.all);
  }
}
