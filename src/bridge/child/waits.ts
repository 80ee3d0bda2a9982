import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import { either } from '../../shared/waits/either-signal';

/** The LM calls of one child that wait for their answers, by the numbers that Python gave them. */
export class Waits {
  private readonly givenUp = new Map<number, AbortController>();

  /** `work` gets a signal that is aborted when nobody waits any more: by `giveUp`, or by `abandon`. */
  async until<T>(ask: number | undefined, abandon: AbortSignalLike | undefined, work: (signal: AbortSignalLike) => Promise<T>): Promise<T> {
    if (ask === undefined) return either([abandon], work);
    const controller = new AbortController();
    this.givenUp.set(ask, controller);
    try {
      return await either([abandon, controller.signal], work);
    } finally {
      this.givenUp.delete(ask);
    }
  }

  /** The code that asked has been cancelled, or reads no more. */
  giveUp(ask: number): void {
    this.givenUp.get(ask)?.abort();
  }
}
