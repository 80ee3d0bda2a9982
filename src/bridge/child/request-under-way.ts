import { Cancellation } from '../wire/cancellation';
import type { BridgeRequestOptions } from './bridge-options';
import { Deadline } from './deadline';

/** One request that has no answer yet: it ends with its answer, at its deadline, or with the child. */
export class RequestUnderWay {
  /** Rejects when the child has ended. Each request has one: a shared one in `Promise.race` would keep every result alive. */
  readonly lost: Promise<never>;
  readonly deadline: Deadline;
  /** By its deadline. */
  readonly cancellation = new Cancellation();
  private reject!: (error: unknown) => void;
  private placeAtDeadline: Promise<string> | undefined;

  /** `where`: where Python stands in it; undefined where the child is gone, which can say nothing and is not to be cancelled. */
  constructor(command: string, options: BridgeRequestOptions, where: () => Promise<string> | undefined) {
    this.lost = new Promise((_, reject) => (this.reject = reject));
    this.lost.catch(() => undefined); // Only the first to settle is awaited.
    this.deadline = new Deadline(command, options, () => {
      // Asked first: what is cancelled stands there no more.
      this.placeAtDeadline = where();
      if (this.placeAtDeadline !== undefined) this.cancellation.cancel();
    });
  }

  /** Where Python stood when the deadline passed. */
  get place(): Promise<string> | undefined {
    return this.placeAtDeadline;
  }

  /** The answer, where it comes before the deadline and before the end of the child. */
  async inTime<T>(answer: Promise<T>): Promise<T> {
    answer.catch(() => undefined); // Only the first to settle is awaited.
    const result = await Promise.race([answer, this.lost, this.deadline.passed]);
    // Code that catches its cancel and returns is late all the same.
    if (this.deadline.error !== undefined) throw this.deadline.error;
    return result;
  }

  lose(error: unknown): void {
    this.reject(error);
  }

  end(): void {
    this.deadline.clear();
  }
}
