import type { Judge, SatisfyOptions } from '../judge/judge';
import type { ExpectedTool } from '../lm/asked-matchers';
import type { AnsweredBy } from '../lm/matchers';
import type { PromptedWith } from '../lm/prompted-with';

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
  /**
   * The model called this tool, by its provider's own calls or as a step of a DSPy agent. Arguments have to be equal; Jest's asymmetric
   * matchers may stand for them or in them.
   *
   * @example
   * expect(dspex.lm).toHaveCalledTool('find_order', { order_id: expect.stringMatching(/^A-/) });
   */
  toHaveCalledTool(name: string | RegExp, args?: object): R;
  /**
   * The model called these tools and no others, in this order: names, or `{ name, arguments }`. `expect.arrayContaining` asks for less.
   *
   * @example
   * expect(dspex.lm).toHaveCalledTools(['find_order', { name: 'refund', arguments: { order_id: 'A-1' } }]);
   */
  toHaveCalledTools(tools: readonly ExpectedTool[]): R;
  /**
   * One call had all that is named: signature inputs (`fields`), turns (`messages`), text, tools, settings. Others may be there besides.
   *
   * @example
   * expect(dspex.lm).toHaveBeenPromptedWith({ system: /brief/, tools: ['find_order'], messages: [{ role: 'user', content: 'A-1' }] });
   */
  toHaveBeenPromptedWith(expected: PromptedWith): R;
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
  /**
   * A judge says so: a DSPy program whose output is a boolean (or a number, with `atLeast`), or a sentence that the model judges by. It
   * asks the LM, so it is awaited; rules answer it as any call. Fails with all that the judge said. A function is asked at once.
   *
   * @example
   * await expect(outputs.answer).toSatisfy('is polite and names the order');
   * await expect(outputs).toSatisfy(await dspex.loadModule('judges:Faithful'), { inputs: { context }, atLeast: 0.8 });
   */
  toSatisfy(judge: string | Judge, options?: SatisfyOptions): Promise<void>;
  toSatisfy(satisfies: (value: never) => unknown): R;
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
