import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { LmListener } from '../../shared/boundaries/lm-hear';
import type { DspexError } from '../../shared/errors';
import { type Attribution, testIsOver } from '../attribution/attribution';
import type { Charges } from '../attribution/charges';
import type { Context } from '../context/context';
import { Gateway } from './gateway';

/** The addresses at which others ask in the name of a context. */
export class GatewayAddresses {
  private readonly gateway = new Gateway();
  private readonly ofTests = new WeakMap<Context, string>();
  private readonly ofStarters = new WeakMap<Context, string>();
  private readonly ofPythons = new WeakMap<Context, string>();

  constructor(
    private readonly attribution: Attribution,
    private readonly charges: Charges,
    private readonly answer: (call: LmCall, named: Context | null, listener: LmListener) => Promise<LmReply>,
  ) {}

  /** Where the gateway listens: what Python may connect to besides its bridge. */
  host(): string {
    return this.gateway.host();
  }

  /** True for where it listens, if it does. */
  isAt(host: string): boolean {
    return this.gateway.isAt(host);
  }

  /** For processes of the test's own: it answers as long as the test runs. One address for all who ask. */
  of(context: Context): string {
    return kept(this.ofTests, context, () =>
      this.gateway.urlFor({
        answer: async (call, listener) => {
          if (!this.attribution.isRunning(context)) throw this.over(context, call);
          return this.answer(call, namedBy(context), listener);
        },
        onUnanswerable: (error: DspexError) => this.charges.miss(error, namedBy(context)),
      }),
    );
  }

  /** For Node processes and threads that a context has started, which may outlive it: a pool that the first test has filled serves all. */
  ofStarted(starter: Context): string {
    return kept(this.ofStarters, starter, () =>
      this.gateway.urlFor({
        answer: (call, listener) => this.answer(call, this.attribution.userOf(starter, call), listener),
        onUnanswerable: (error: DspexError) => this.charges.miss(error, this.runningOrNobody(starter)),
      }),
    );
  }

  /** For clients in this very process that are no other way to be answered. */
  ofWhoeverAsks(): string {
    return this.ofStarted(this.attribution.chargedWithoutName());
  }

  /** For SDKs inside of Python: a client that a module made at its import lives on in a process that the next test uses. */
  ofPython(context: Context): string {
    return kept(this.ofPythons, context, () =>
      this.gateway.urlFor({
        answer: (call, listener) => this.answer(call, this.runningOrNobody(context), listener),
        onUnanswerable: (error: DspexError) => this.charges.miss(error, this.runningOrNobody(context)),
      }),
    );
  }

  private over({ label }: Context, call: LmCall): DspexError {
    const error = testIsOver(label, call);
    this.charges.ownerless(error);
    return error;
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  private runningOrNobody(context: Context): Context | null {
    return this.attribution.isRunning(context) ? namedBy(context) : null;
  }
}

function kept(addresses: WeakMap<Context, string>, context: Context, make: () => string): string {
  const url = addresses.get(context) ?? make();
  addresses.set(context, url);
  return url;
}

/** An address of the file's serves all tests: it names none of them. */
function namedBy(context: Context): Context | null {
  return context.kind === 'test' ? context : null;
}
