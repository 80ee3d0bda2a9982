import { DspexError, ERROR_CODES, type ErrorCode } from '../shared/errors';
import { nearestName } from '../shared/nearest';

/** What went wrong in a test's LM calls, and which of it the test is about. Library code may swallow an error; this does not. */
export class Problems {
  private readonly misses: DspexError[] = [];
  private readonly others: DspexError[] = [];
  private readonly taken = new Set<DspexError>();
  private expectedMisses = 0;
  private readonly expected = new Map<ErrorCode, number>();

  /** A call that nobody answered, or that was refused below: what `expectMiss` may withdraw. */
  addMiss(error: DspexError): void {
    this.misses.push(error);
  }

  /** A problem that is no miss, once: a client may try again and again. */
  add(error: DspexError): void {
    if (!this.others.some(({ message }) => message === error.message)) this.others.push(error);
  }

  /** A problem of its own, however alike another is. */
  addEach(error: DspexError): void {
    this.others.push(error);
  }

  /** Withdraws so many misses: the test is about them. */
  expectMiss(count: number): void {
    if (!isCount(count)) throw notACount('expectMiss', count, 'dspex.lm.expectMiss(2)');
    this.expectedMisses += count;
  }

  /** Withdraws so many problems with this code: the test is about them. */
  expect(code: string, count: number): void {
    if (!isErrorCode(code)) throw unknownCode(code);
    if (!isCount(count)) throw notACount('expectProblem', count, `dspex.expectProblem('${code}', 2)`);
    this.expected.set(code, (this.expected.get(code) ?? 0) + count);
  }

  /** What fails the test at its end, misses first; what the test is about is left out. */
  unexpected(): readonly DspexError[] {
    const withdrawn = new Map(this.expected);
    return [...this.misses.slice(this.expectedMisses), ...this.others].filter(({ code }) => {
      const left = withdrawn.get(code) ?? 0;
      if (left > 0) withdrawn.set(code, left - 1);
      return left === 0;
    });
  }

  /** Fewer problems than the test is about, once it is over. */
  missing(): DspexError | undefined {
    if (this.misses.length < this.expectedMisses) return notMissed(this.expectedMisses, this.misses.length);
    const all = [...this.misses.slice(this.expectedMisses), ...this.others];
    for (const [code, count] of this.expected) {
      const came = all.filter((problem) => problem.code === code).length;
      if (came < count) return notThere(code, count, came);
    }
    return undefined;
  }

  /** Those of `unexpected` that were not taken before. */
  take(): readonly DspexError[] {
    const problems = this.unexpected().filter((problem) => !this.taken.has(problem));
    for (const problem of problems) this.taken.add(problem);
    return problems;
  }
}

function isCount(count: number): boolean {
  return Number.isInteger(count) && count >= 1;
}

function isErrorCode(code: string): code is ErrorCode {
  return (ERROR_CODES as readonly string[]).includes(code);
}

function notACount(name: string, count: unknown, next: string): DspexError {
  return new DspexError({
    code: 'RULE_INVALID',
    what: `${name} was given ${JSON.stringify(count)}.`,
    why: 'it takes how many there are: a whole number from 1 on',
    next,
  });
}

function unknownCode(code: unknown): DspexError {
  const close = typeof code === 'string' ? nearestName(code, ERROR_CODES) : null;
  return new DspexError({
    code: 'RULE_INVALID',
    what: `expectProblem was given ${JSON.stringify(code)}.`,
    why: 'it takes the code of an error of this package: the last line of each error, and docs/errors.md, say it',
    next: `dspex.expectProblem('${close ?? 'EGRESS_REFUSED'}')`,
  });
}

function notMissed(expected: number, came: number): DspexError {
  const calls = expected === 1 ? 'an LM call' : `${expected} LM calls`;
  return new DspexError({
    code: 'LM_MISS_EXPECTED',
    what: `The test expects ${calls} that nothing answers; there ${came === 1 ? 'was one' : `were ${came || 'none'}`}.`,
    why: 'a rule, a default or a cassette answered, or the call was not made',
    next: `expect(dspex.lm.calls).toHaveLength(…)   # says what was asked; or take expectMiss() out`,
  });
}

function notThere(code: ErrorCode, expected: number, came: number): DspexError {
  const problems = expected === 1 ? `a problem ${code}` : `${expected} problems ${code}`;
  return new DspexError({
    code: 'PROBLEM_EXPECTED',
    what: `The test expects ${problems}; there ${came === 1 ? 'was one' : `were ${came || 'none'}`}.`,
    why: 'what was to be refused did not happen, or ended otherwise; the same problem of a client that tries again counts once',
    next: `take dspex.expectProblem('${code}') out, or look at expect(dspex.lm.calls)`,
  });
}
