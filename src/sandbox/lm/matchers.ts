import { currentContext } from '../facade/current-context';
import { jestGlobals } from '../facade/jest-globals';
import type { Lm, LmCallRecord } from './lm';

interface MatcherResult {
  pass: boolean;
  message(): string;
}

// biome-ignore lint/suspicious/noExplicitAny: Jest's `this` of a matcher
type MatcherThis = any;

export interface AnsweredBy {
  /** Who answered: a rule, a default, a cassette, the real provider. */
  readonly by?: LmCallRecord['source'];
}

const SOURCES = ['rule', 'default', 'cassette', 'real'];

/** The matchers of `dspex.lm`, as `matcher-types` documents them. All throw a TypeError for arguments that they cannot hold anything against. */
export const matchers = {
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

function callsOf(lm: Lm): readonly LmCallRecord[] {
  if (Array.isArray(lm?.calls)) return lm.calls;
  throw new TypeError('This matcher is for dspex.lm: expect(dspex.lm).toHaveAnswered(1)');
}

function checkCount(matcher: string, count: unknown): void {
  if (!Number.isInteger(count) || (count as number) < 0)
    throw new TypeError(`${matcher} was given ${shown(count)}: it takes a number of calls`);
}

function wasPrompted(call: LmCallRecord, expected: unknown, equals: (a: unknown, b: unknown) => boolean): boolean {
  const whole = `${call.system}\n\n${call.prompt}`;
  if (typeof expected === 'string') return whole.includes(expected);
  if (isRegExp(expected)) return whole.search(expected) >= 0;
  if (typeof (expected as { asymmetricMatch?: unknown }).asymmetricMatch === 'function') return equals(whole, expected);
  return Object.entries(expected as Record<string, unknown>).every(
    ([name, value]) => call.inputs !== null && name in call.inputs && fieldMatches(call.inputs[name], value, equals),
  );
}

function fieldMatches(got: unknown, expected: unknown, equals: (a: unknown, b: unknown) => boolean): boolean {
  if (isRegExp(expected)) return (typeof got === 'string' ? got : shown(got)).search(expected) >= 0;
  return typeof expected === 'function' ? expected(got) === true : equals(got, expected);
}

function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]';
}

function shown(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner)) ?? String(value);
}

/** Printed, and kept by whoever keeps test reports: without secrets. */
function listOf(calls: readonly LmCallRecord[]): string {
  if (calls.length === 0) return 'No LM calls were made.';
  const line = (call: LmCallRecord, index: number): string =>
    `  ${index + 1}. ${call.model}, ${call.source}: ${shown(call.inputs ?? call.prompt.slice(0, 100))}`;
  return currentContext().lm.redact(['LM calls:', ...calls.map(line)].join('\n'));
}
