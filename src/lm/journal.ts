import type { JournalCall } from '../shared/boundaries/facade';
import { DspexError } from '../shared/errors';

export type LmSource = JournalCall['source'];
type LmCounts = Record<LmSource, number>;

/** The LM calls of one test or one file, and what went wrong in them. Library code may swallow an error; the journal does not. */
export class Journal {
  private readonly entries: JournalCall[] = [];
  private readonly ids = new Set<string>();
  private readonly misses: DspexError[] = [];
  private readonly otherProblems: DspexError[] = [];
  private readonly takenProblems = new Set<DspexError>();
  private expectedMisses = 0;

  /** An id is known from the moment the call came in. */
  begin(callId: string): void {
    this.ids.add(callId);
  }

  add(call: JournalCall): void {
    this.entries.push(call);
  }

  /** A call that nobody answered, or that was refused below: what `expectMiss` may withdraw. */
  addMiss(error: DspexError): void {
    this.misses.push(error);
  }

  /** A problem that is no miss, once: a client may try again and again. */
  addProblem(error: DspexError): void {
    if (!this.otherProblems.some(({ message }) => message === error.message)) this.otherProblems.push(error);
  }

  /** Python could not give a reply to DSPy. The place of the rule is known here alone. */
  rejected(callId: string, error: DspexError): void {
    const place = this.entries.find((call) => call.callId === callId)?.ruleDeclaredAt;
    const { parts } = error;
    this.otherProblems.push(
      place == null || parts.why.includes(place) ? error : new DspexError({ ...parts, why: `the rule declared at ${place}: ${parts.why}` }),
    );
  }

  has(callId: string): boolean {
    return this.ids.has(callId);
  }

  /** Withdraws so many misses: the test is about them. */
  expectMiss(count: number): void {
    if (!Number.isInteger(count) || count < 1)
      throw new DspexError({
        code: 'RULE_INVALID',
        what: `expectMiss was given ${JSON.stringify(count)}.`,
        why: 'it takes how many calls nothing answers: a whole number from 1 on',
        next: 'dspex.lm.expectMiss(2)',
      });
    this.expectedMisses += count;
  }

  /** What fails the test at its end, in the order it happened; the expected misses are left out. */
  problems(): readonly DspexError[] {
    return [...this.misses.slice(this.expectedMisses), ...this.otherProblems];
  }

  /** Fewer misses than the test is about, once it is over. */
  notMissed(): DspexError | undefined {
    const { expectedMisses, misses } = this;
    if (misses.length >= expectedMisses) return undefined;
    const calls = expectedMisses === 1 ? 'an LM call' : `${expectedMisses} LM calls`;
    return new DspexError({
      code: 'LM_MISS_EXPECTED',
      what: `The test expects ${calls} that nothing answers; there ${misses.length === 1 ? 'was one' : `were ${misses.length || 'none'}`}.`,
      why: 'a rule, a default or a cassette answered, or the call was not made',
      next: `expect(dspex.lm.calls).toHaveLength(…)   # says what was asked; or take expectMiss() out`,
    });
  }

  /** Those problems that were not taken before. */
  takeProblems(): readonly DspexError[] {
    const problems = this.problems().filter((problem) => !this.takenProblems.has(problem));
    for (const problem of problems) this.takenProblems.add(problem);
    return problems;
  }

  /** In the order in which they came in, whichever was answered first. */
  calls(): readonly JournalCall[] {
    const order = new Map([...this.ids].map((callId, index) => [callId, index]));
    return [...this.entries].sort((one, other) => (order.get(one.callId) ?? 0) - (order.get(other.callId) ?? 0));
  }

  costUsd(): number {
    return this.entries.reduce((sum, { costUsd }) => sum + costUsd, 0);
  }

  counts(): LmCounts {
    const counts: LmCounts = { rule: 0, default: 0, cassette: 0, real: 0, miss: 0 };
    for (const { source } of this.entries) counts[source] += 1;
    return counts;
  }
}
