/** One request to the adapter. What it holds is made text only when its test failed. */
export interface LoggedRequest {
  readonly startedAt: number;
  readonly command: string;
  readonly params: unknown;
  endedAt?: number;
  result?: unknown;
  error?: unknown;
}

/** More than these say no more about a failure. */
const MOST_KEPT = 200;

/** The latest requests of one context, by reference: a test that passes pays for a push. */
export class BridgeLog {
  readonly openedAt = performance.now();
  private readonly kept: LoggedRequest[] = [];
  private count = 0;

  get requests(): readonly LoggedRequest[] {
    return this.kept;
  }

  /** How many are not kept any more. */
  get leftOut(): number {
    return this.count - this.kept.length;
  }

  async log<T>(command: string, params: unknown, answer: () => Promise<T>): Promise<T> {
    const entry: LoggedRequest = { startedAt: performance.now(), command, params };
    this.kept.push(entry);
    if (++this.count > MOST_KEPT) this.kept.shift();
    try {
      const result = await answer();
      entry.result = result;
      return result;
    } catch (error) {
      entry.error = error;
      throw error;
    } finally {
      entry.endedAt = performance.now();
    }
  }
}
