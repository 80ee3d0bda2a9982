import { DspexError, type WireError } from '../../shared/errors';
import type { Context } from '../context/context';
import type { FileEvents } from '../context/file-events';
import type { Attribution } from './attribution';

/**
 * Keeps what went wrong where library code may swallow it, in the journal of the context that is charged with it: it fails the test at its
 * end. Who that is, is decided in one place: `Attribution.charged`.
 */
export class Charges {
  constructor(
    private readonly attribution: Attribution,
    private readonly events: FileEvents,
  ) {}

  /** A call that nothing answered, or that was refused below every client: what `expectMiss` may withdraw. */
  miss(error: DspexError, named: Context | null): void {
    const charged = this.attribution.charged(named);
    if (charged === undefined) this.noticeAfter(named as Context, error);
    else charged.journal.addMiss(error);
  }

  /** A socket that Python was refused. */
  problem(error: DspexError, named: Context | null): void {
    const charged = this.attribution.charged(named);
    if (charged === undefined) this.noticeAfter(named as Context, error);
    else charged.journal.addProblem(error);
  }

  /**
   * A call that belongs to nobody for certain, or to a test that is over. The file is charged with the first, and by it the next of its
   * tests that ends; with the second no other test: the summary tells it.
   */
  ownerless(error: DspexError): void {
    if (error.code === 'LM_TEST_OVER') this.events.add({ type: 'notice', text: `${error.parts.what} ${error.parts.why}` });
    else this.attribution.file.journal.addProblem(error);
  }

  /** A reply that Python could not give to DSPy: charged to whoever made the call, which is known by its id. */
  rejected(callId: string, wire: WireError, named: Context | null): void {
    const error = DspexError.fromWire(wire);
    const asked = this.attribution.contexts().find(({ journal }) => journal.has(callId));
    if (asked === undefined) this.problem(error, named);
    else asked.journal.rejected(callId, error);
  }

  /** A context that is over cannot fail any more, and nobody else has asked: the summary tells it. */
  private noticeAfter({ label }: Context, { parts }: DspexError): void {
    this.events.add({ type: 'notice', text: `after the end of "${label}": ${parts.what} ${parts.why}` });
  }
}
