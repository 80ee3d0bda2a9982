import type { AnsweredBy } from './matchers';

interface DspexMatchers<R> {
  /** So many LM calls were answered; without a number, at least one. */
  toHaveAnswered(count?: number, options?: AnsweredBy): R;
  /** A prompt contained the text, matched the pattern, or a call had these signature inputs. */
  toHaveBeenPrompted(expected: string | RegExp | object): R;
  toHaveBeenPromptedTimes(count: number): R;
  toHaveCostLessThan(usd: number): R;
  /** The prompts as a Jest snapshot. */
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
