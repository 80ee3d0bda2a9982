import { currentContext } from './context';
import { jestGlobals } from './jest-globals';
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

/** The matchers of `dspex.lm`. */
export const matchers = {
  /** So many LM calls were answered; without a number, at least one. */
  toHaveAnswered(this: MatcherThis, lm: Lm, count?: number, { by }: AnsweredBy = {}): MatcherResult {
    const answered = callsOf(lm).filter((call) => call.source !== 'miss' && (by === undefined || call.source === by));
    const pass = count === undefined ? answered.length > 0 : answered.length === count;
    const expected = `${count ?? 'at least one'} LM ${count === 1 ? 'call' : 'calls'}${by === undefined ? '' : ` answered by ${by}`}`;
    return { pass, message: () => `Expected ${this.isNot ? 'not ' : ''}${expected}, got ${answered.length}.\n${listOf(callsOf(lm))}` };
  },

  /** A prompt contained the text, matched the pattern, or a call had these signature inputs. */
  toHaveBeenPrompted(this: MatcherThis, lm: Lm, expected: unknown): MatcherResult {
    const found = callsOf(lm).some((call) => wasPrompted(call, expected, this.equals));
    return {
      pass: found,
      message: () =>
        `Expected ${this.isNot ? 'no prompt' : 'a prompt'} with ${this.utils.printExpected(expected)}.\n${listOf(callsOf(lm))}`,
    };
  },

  toHaveBeenPromptedTimes(this: MatcherThis, lm: Lm, count: number): MatcherResult {
    const { length } = callsOf(lm);
    return {
      pass: length === count,
      message: () => `Expected ${this.isNot ? 'not ' : ''}${count} LM calls, got ${length}.\n${listOf(callsOf(lm))}`,
    };
  },

  toHaveCostLessThan(this: MatcherThis, lm: Lm, usd: number): MatcherResult {
    const cost = callsOf(lm).reduce((sum, call) => sum + call.costUsd, 0);
    return { pass: cost < usd, message: () => `Expected a cost of ${this.isNot ? 'at least' : 'less than'} $${usd}, got $${cost}.` };
  },

  /** The prompts, with ids of this test written the same in every test, as a Jest snapshot. */
  toMatchPromptSnapshot(this: MatcherThis, lm: Lm, hint?: string): MatcherResult {
    const { expect } = jestGlobals() as { expect: (text: string) => { toMatchSnapshot(hint?: string): void } };
    const prompts = promptsOf(callsOf(lm));
    try {
      expect(prompts).toMatchSnapshot(...(hint === undefined ? [] : [hint]));
      return { pass: true, message: () => 'Expected the prompts to differ from their snapshot.' };
    } catch (error) {
      const { message } = error as Error;
      return { pass: false, message: () => message };
    }
  },
};

/** Prompts as text. Namespaces go out: a test that is renamed keeps its snapshot's content. */
function promptsOf(calls: readonly LmCallRecord[]): string {
  const { namespace } = currentContext();
  const one = ({ model, system, prompt }: LmCallRecord): string =>
    [`model: ${model}`, ...(system === '' ? [] : [system]), prompt].join('\n\n');
  return calls.map(one).join('\n\n———\n\n').replaceAll(namespace, '<namespace>');
}

function callsOf(lm: Lm): readonly LmCallRecord[] {
  if (Array.isArray(lm?.calls)) return lm.calls;
  throw new TypeError('This matcher is for dspex.lm: expect(dspex.lm).toHaveAnswered(1)');
}

function wasPrompted(call: LmCallRecord, expected: unknown, equals: (a: unknown, b: unknown) => boolean): boolean {
  const whole = `${call.system}\n\n${call.prompt}`;
  if (typeof expected === 'string') return whole.includes(expected);
  if (isRegExp(expected)) return whole.search(expected) >= 0;
  if (typeof (expected as { asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function') return equals(whole, expected);
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

function listOf(calls: readonly LmCallRecord[]): string {
  if (calls.length === 0) return 'No LM calls were made.';
  return [
    'LM calls:',
    ...calls.map((call, index) => `  ${index + 1}. ${call.model}, ${call.source}: ${shown(call.inputs ?? call.prompt.slice(0, 100))}`),
  ].join('\n');
}
