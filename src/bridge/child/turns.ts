/** What comes right after something else: its name in Python, and when that has ended. */
export interface Predecessor {
  readonly follows: string;
  readonly ended: Promise<void>;
}

/** Executes that are sent ahead of their turn: each runs right after the latest of the same turn, and its time begins then. */
export class Turns {
  private readonly latest = new WeakMap<object, Predecessor>();

  /** `work` gets what it comes after; undefined where nothing of this turn is under way. */
  take<T>(turn: object, executeId: string, work: (after: Predecessor | undefined) => Promise<T>): Promise<T> {
    const answer = work(this.latest.get(turn));
    const ended = answer.then(
      () => undefined,
      () => undefined,
    );
    const own = { follows: executeId, ended };
    this.latest.set(turn, own);
    void ended.then(() => {
      if (this.latest.get(turn) === own) this.latest.delete(turn);
    });
    return answer;
  }
}
