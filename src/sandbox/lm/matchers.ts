import { isRegExp } from '../../shared/is-regexp';
import { currentContext } from '../facade/current-context';
import { jestGlobals } from '../facade/jest-globals';
import { askedMatchers } from './asked-matchers';
import { callsOf, listOf, shown } from './call-list';
import { type Equals, isAsymmetric, partsHold } from './held-value';
import type { Lm, LmCallRecord } from './lm';
import type { MatcherResult, MatcherThis } from './matcher-result';

export interface AnsweredBy {
  /** Who answered: a rule, a default, a cassette, the real provider. */
  readonly by?: LmCallRecord['source'];
}

const SOURCES = ['rule', 'default', 'cassette', 'real'];

/** The matchers of `dspex.lm`, as `matcher-types` documents them. All throw a TypeError for arguments that they cannot hold anything against. */
export const matchers = {
  ...askedMatchers,

  toHaveAnswered(this: MatcherThis, lm: Lm, count?: number, { by }: AnsweredBy = {}): MatcherResult {
    if (count !== undefined) checkCount('toHaveAnswered', count);
    if (by !== undefined && !SOURCES.includes(by))
      throw new TypeError(`toHaveAnswered was given { by: ${shown(by)} }: it is one of ${SOURCES.join(', ')}`);
    const answered = callsOf(lm).filter((call) => call.source !== 'miss' && (by === undefined || call.source === by));
    const pass = count === undefined ? answered.length > 0 : answered.length === count;
    const expected = `${count ?? 'at least one'} LM ${count === 1 || count === undefined ? 'call' : 'calls'}${by === undefined ? '' : ` answered by ${by}`}`;
    return { pass, message: () => `Expected ${this.isNot ? 'not ' : ''}${expected}, got ${answered.length}.\n${listOf(callsOf(lm))}` };
  },

  toHaveBeenPrompted(this: MatcherThis, lm: Lm, expected: unknown): MatcherResult {
    if (expected === undefined || expected === null || ['number', 'boolean', 'function'].includes(typeof expected))
      throw new TypeError(
        `toHaveBeenPrompted was given ${shown(expected)}: it takes text, a RegExp, one of Jest's asymmetric matchers, or signature inputs by name`,
      );
    const found = callsOf(lm).some((call) => wasPrompted(call, expected, this.equals));
    return {
      pass: found,
      message: () =>
        `Expected ${this.isNot ? 'no prompt' : 'a prompt'} with ${this.utils.printExpected(expected)}.\n${listOf(callsOf(lm))}`,
    };
  },

  toHaveBeenPromptedTimes(this: MatcherThis, lm: Lm, count: number): MatcherResult {
    checkCount('toHaveBeenPromptedTimes', count);
    const { length } = callsOf(lm);
    return {
      pass: length === count,
      message: () =>
        `Expected ${this.isNot ? 'not ' : ''}${count} LM ${count === 1 ? 'call' : 'calls'}, got ${length}.\n${listOf(callsOf(lm))}`,
    };
  },

  toHaveCostLessThan(this: MatcherThis, lm: Lm, usd: number): MatcherResult {
    if (typeof usd !== 'number' || Number.isNaN(usd))
      throw new TypeError(`toHaveCostLessThan was given ${shown(usd)}: it takes US dollars`);
    const calls = callsOf(lm);
    const cost = calls.reduce((sum, call) => sum + call.costUsd, 0);
    const billed = calls.filter((call) => call.costUsd > 0).map((call) => `  ${call.model}: $${call.costUsd}`);
    return {
      pass: cost < usd,
      message: () =>
        [`Expected a cost of ${this.isNot ? 'at least' : 'less than'} $${usd}, got $${cost} for ${calls.length} LM calls.`, ...billed].join(
          '\n',
        ),
    };
  },

  toMatchPromptSnapshot(this: MatcherThis, lm: Lm, hint?: string): MatcherResult {
    if (this.isNot) throw new TypeError('.not.toMatchPromptSnapshot() says nothing: a snapshot that must differ can be anything');
    const calls = callsOf(lm);
    if (calls.length === 0)
      return { pass: false, message: () => 'Expected prompts to hold against the snapshot, but no LM calls were made.' };
    const { expect } = jestGlobals() as { expect: (text: string) => { toMatchSnapshot(hint?: string): void } };
    try {
      expect(promptsOf(calls)).toMatchSnapshot(...(hint === undefined ? [] : [hint]));
      return { pass: true, message: () => '' };
    } catch (error) {
      const { message } = error as Error;
      return { pass: false, message: () => message };
    }
  },
};

function promptsOf(calls: readonly LmCallRecord[]): string {
  const one = ({ model, system, prompt }: LmCallRecord): string =>
    [`model: ${model}`, ...(system === '' ? [] : [system]), prompt].join('\n\n');
  const { namespace, lm } = currentContext();
  // A test that is renamed keeps its snapshot's content.
  return lm.stable(calls.map(one).join('\n\n———\n\n').replaceAll(namespace, '<namespace>'));
}

function checkCount(matcher: string, count: unknown): void {
  if (!Number.isInteger(count) || (count as number) < 0)
    throw new TypeError(`${matcher} was given ${shown(count)}: it takes a number of calls`);
}

function wasPrompted(call: LmCallRecord, expected: unknown, equals: Equals): boolean {
  const whole = `${call.system}\n\n${call.prompt}`;
  if (typeof expected === 'string') return whole.includes(expected);
  if (isRegExp(expected)) return whole.search(expected) >= 0;
  if (isAsymmetric(expected)) return equals(whole, expected);
  return call.inputs !== null && partsHold(call.inputs, expected, equals);
}
