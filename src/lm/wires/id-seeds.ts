import { hash } from 'node:crypto';

/** Counts equal requests of one test, or of one file, as long as that is there. */
export class IdSeeds {
  private readonly counts = new WeakMap<object, Map<string, number>>();

  /** Of the body of a request; `owner` stands for the test. What another test asked before makes no difference. */
  next(owner: object, body: string): string {
    const counts = this.counts.get(owner) ?? new Map<string, number>();
    this.counts.set(owner, counts);
    const key = hash('sha256', body, 'base64');
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    return before === 0 ? body : `${before} ${body}`;
  }
}
