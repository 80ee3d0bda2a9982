import type { LmCall, LmReply } from '../../shared/boundaries/lm-call';
import type { DspexError } from '../../shared/errors';
import { type Attribution, testIsOver } from '../attribution/attribution';
import type { Charges } from '../attribution/charges';
import type { Context } from '../context/context';
import { Gateway } from './gateway';

/** The addresses at which processes ask in the name of a context: one for those that its test starts, one for what runs inside of its Python. */
export class GatewayAddresses {
  private readonly gateway = new Gateway();
  private readonly ofTests = new WeakMap<Context, Promise<string>>();

  constructor(
    private readonly attribution: Attribution,
    private readonly charges: Charges,
    private readonly answer: (call: LmCall, named: Context | null) => Promise<LmReply>,
  ) {}

  /** Where the gateway listens: what Python may connect to besides its bridge. */
  host(): Promise<string> {
    return this.gateway.host();
  }

  /** For processes of the test's own: it answers as long as the test runs. One address for all who ask. */
  of(context: Context): Promise<string> {
    let url = this.ofTests.get(context);
    if (url === undefined) {
      url = this.gateway.urlFor({
        answer: async (call) => {
          if (!this.attribution.isRunning(context)) throw testIsOver(context.label, call);
          return this.answer(call, namedBy(context));
        },
        onUnanswerable: (error: DspexError) => this.charges.miss(error, namedBy(context)),
      });
      this.ofTests.set(context, url);
    }
    return url;
  }

  /** For SDKs inside of Python: a client that a module made at its import lives on in a process that the next test uses. */
  ofPython(context: Context): Promise<string> {
    const named = (): Context | null => (this.attribution.isRunning(context) ? namedBy(context) : null);
    return this.gateway.urlFor({
      answer: (call) => this.answer(call, named()),
      onUnanswerable: (error: DspexError) => this.charges.miss(error, named()),
    });
  }

  close(): Promise<void> {
    return this.gateway.close();
  }
}

/** An address of the file's serves all tests: it names none of them. */
function namedBy(context: Context): Context | null {
  return context.kind === 'test' ? context : null;
}
