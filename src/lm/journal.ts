import type { JournalCall } from '../shared/boundaries/facade';
import type { Compared } from '../shared/compared';
import { DspexError } from '../shared/errors';
import { Problems } from './problems';

export type LmSource = JournalCall['source'];
type LmCounts = Record<LmSource, number>;

/** The LM calls of one test or one file, and what went wrong in them. Library code may swallow an error; the journal does not. */
export class Journal {
  private readonly entries: JournalCall[] = [];
  /** When each call came in, in the order in which they came. */
  private readonly begun = new Map<string, number>();
  private readonly cassettes = new Map<string, string>();
  private readonly nearest = new Map<string, readonly Compared[]>();
  private readonly all = new Problems();

  /** `told` hears of each call that has its answer. */
  constructor(private readonly told?: (call: JournalCall) => void) {}

  /** An id is known from the moment the call came in. */
  begin(callId: string): void {
    this.begun.set(callId, performance.now());
  }

  add(call: JournalCall): void {
    this.entries.push(call);
    this.told?.(call);
  }

  /** A call that nobody answered, or that was refused below: what `expectMiss` may withdraw. */
  addMiss(error: DspexError): void {
    this.all.addMiss(error);
  }

  /** A problem that is no miss, once: a client may try again and again. */
  addProblem(error: DspexError): void {
    this.all.add(error);
  }

  /** Python could not give a reply to DSPy. The place of the rule is known here alone. */
  rejected(callId: string, error: DspexError): void {
    const place = this.entries.find((call) => call.callId === callId)?.ruleDeclaredAt;
    const { parts } = error;
    this.all.addEach(
      place == null || parts.why.includes(place) ? error : new DspexError({ ...parts, why: `the rule declared at ${place}: ${parts.why}` }),
    );
  }

  has(callId: string): boolean {
    return this.begun.has(callId);
  }

  /** When it came in, by the clock of `performance`. */
  startOf(callId: string): number {
    return this.begun.get(callId) ?? 0;
  }

  /** A recording answered it. */
  played(callId: string, path: string): void {
    this.cassettes.set(callId, path);
  }

  /** The path of the recording that answered; undefined where none did. */
  cassetteOf(callId: string): string | undefined {
    return this.cassettes.get(callId);
  }

  /** Nothing answered it, and this comes nearest. */
  missed(callId: string, nearest: readonly Compared[]): void {
    this.nearest.set(callId, nearest);
  }

  nearestOf(callId: string): readonly Compared[] {
    return this.nearest.get(callId) ?? [];
  }

  /** Withdraws so many misses: the test is about them. */
  expectMiss(count: number): void {
    this.all.expectMiss(count);
  }

  /** Withdraws so many problems with this code: the test is about them. */
  expectProblem(code: string, count: number): void {
    this.all.expect(code, count);
  }

  /** What fails the test at its end; what the test is about is left out. */
  problems(): readonly DspexError[] {
    return this.all.unexpected();
  }

  /** Fewer problems than the test is about, once it is over. */
  missingProblem(): DspexError | undefined {
    return this.all.missing();
  }

  /** Those problems that were not taken before. */
  takeProblems(): readonly DspexError[] {
    return this.all.take();
  }

  /** In the order in which they came in, whichever was answered first. `of`: those alone, by their ids. */
  calls(of?: ReadonlySet<string>): readonly JournalCall[] {
    const order = new Map([...this.begun.keys()].map((callId, index) => [callId, index]));
    const asked = of === undefined ? [...this.entries] : this.entries.filter(({ callId }) => of.has(callId));
    return asked.sort((one, other) => (order.get(one.callId) ?? 0) - (order.get(other.callId) ?? 0));
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
