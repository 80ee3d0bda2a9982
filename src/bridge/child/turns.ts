/** What comes before: how Python is told of it, and when it has ended. Nothing of either where nothing does. */
export interface Before {
  readonly params?: { readonly follows: string };
  readonly ended?: Promise<void>;
}

/** Executes that are sent ahead of their turn: each runs right after the latest of the same turn, and its time begins then. */
export class Turns {
  private readonly latest = new WeakMap<object, Before>();

  /** `turn`: undefined for one that waits for nobody. */
  take<T>(turn: object | undefined, executeId: string, work: (before: Before) => Promise<T>): Promise<T> {
    if (turn === undefined) return work({});
    const answer = work(this.latest.get(turn) ?? {});
    const ended = answer.then(
      () => undefined,
      () => undefined,
    );
    const own = { params: { follows: executeId }, ended };
    this.latest.set(turn, own);
    void ended.then(() => {
      if (this.latest.get(turn) === own) this.latest.delete(turn);
    });
    return answer;
  }
}
