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
  // biome-ignore lint/correctness/noUnusedVariables: the declaration it merges with has both parameters
  interface Matchers<R extends void | Promise<void>, T = unknown> extends DspexMatchers<R> {}
}

declare global {
  namespace jest {
    // biome-ignore lint/correctness/noUnusedVariables: the declaration it merges with has both parameters
    interface Matchers<R, T = {}> extends DspexMatchers<R> {}
  }
}
