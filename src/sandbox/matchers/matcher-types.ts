import type { AnsweredBy } from '../lm/matchers';

interface DspexMatchers<R> {
  /**
   * So many LM calls were answered; without a number, at least one. `by` counts those that one source answered.
   *
   * @example
   * expect(dspex.lm).toHaveAnswered(2, { by: 'rule' });
   */
  toHaveAnswered(count?: number, options?: AnsweredBy): R;
  /**
   * A prompt contained the text, matched the pattern, or a call had these signature inputs. The system prompt is looked at, too.
   *
   * @example
   * expect(dspex.lm).toHaveBeenPrompted({ ticket: /refund/ });
   */
  toHaveBeenPrompted(expected: string | RegExp | object): R;
  /** So many LM calls were made, answered or not. */
  toHaveBeenPromptedTimes(count: number): R;
  /** What the real calls of the test cost, in US dollars; rules, defaults and recordings cost nothing. */
  toHaveCostLessThan(usd: number): R;
  /**
   * An evaluation has at least this score, from 0 to 1 as its metric gives it. Fails with the worst examples and their LM calls.
   *
   * @example
   * expect(await dspex.evaluate(program, devset, metric)).toScoreAtLeast(0.8);
   */
  toScoreAtLeast(least: number): R;
  /** The prompts as a Jest snapshot, without what differs between runs and machines: ids, paths, dates, line endings, secrets. */
  toMatchPromptSnapshot(hint?: string): R;
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends DspexMatchers<R> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: the declaration it merges with says {}, and the two must agree
    interface Matchers<R, T = {}> extends DspexMatchers<R> {}
  }
}
