import type { Grant, Ledger, LedgerLimits } from '../../shared/boundaries/ledger';
import type { LmCall } from '../../shared/boundaries/lm-call';
import { mapStrings } from '../call/map-strings';
import { CallCost } from './call-cost';
import { withoutForeign } from './foreign';
import type { Pricing } from './prices';
import type { Provider, ProviderReply } from './provider';
import { isSpentQuota, neverArrived, providerFailed, quotaExhausted, reasonOf } from './provider-failures';
import { type ModelChoice, providersModel } from './provider-model';
import { refuseUnsupported } from './unsupported';

/** What one file's real LM is made of. */
export interface RealLmOptions extends ModelChoice {
  /** Made at the first call. Throws LM_KEY_MISSING. */
  readonly openProvider: () => Provider;
  readonly ledger: Ledger;
  readonly pricing: Pricing;
  readonly limits: LedgerLimits;
  readonly maxWaitMs: number;
  /** What a reply may be at most, where the call sets no limit. */
  readonly maxOutputTokens: number;
  readonly redact: (text: string) => string;
  /** Takes the key out of what the provider says to the program, and nothing else. */
  readonly withoutKey: (text: string) => string;
  readonly sleep: (ms: number) => Promise<void>;
  /** Calls back after so many milliseconds, without keeping the process for it; gives what calls that off. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** Runs what may go through the fence. */
  readonly passFence: <T>(work: () => T) => T;
}

/** What the provider answered, and what it took. */
interface RealAnswer {
  readonly reply: ProviderReply;
  readonly costNanoUsd: number;
  /** What the provider took, without the waiting before it. */
  readonly durationMs: number;
}

/** How often a call is sent that a full minute refuses; each time is reserved anew. */
const MOST_ATTEMPTS = 4;

/** The real LM behind the run's ledger: reserved at worst before, settled by what was used after. */
export class RealLm {
  private opened: Opened | undefined;

  constructor(private readonly options: RealLmOptions) {}

  /**
   * Throws LM_KEY_MISSING, LM_MODEL_UNKNOWN, LM_PRICE_UNKNOWN, LM_REQUEST_UNSUPPORTED, LM_PROVIDER_FAILED, LM_QUOTA_EXHAUSTED, and what
   * the ledger throws. Any other error of the provider is an answer.
   *
   * `whileWaiting` stops the asking test's clock.
   */
  async answer(call: LmCall, label: string, whileWaiting: <T>(waiting: Promise<T>) => Promise<T>): Promise<RealAnswer> {
    const prepared = this.prepare(call);
    let waitedMs = 0;
    for (let attempt = 1; ; attempt++) {
      const grant = await whileWaiting(this.reserve(prepared, label, this.options.maxWaitMs - waitedMs));
      waitedMs += grant.waitedMs;
      const answer = await this.send(prepared, grant);
      const waitMs = retryWait(answer.reply, attempt);
      if (waitMs === null || waitedMs + waitMs > this.options.maxWaitMs) return answer;
      await whileWaiting(this.options.sleep(waitMs));
      waitedMs += waitMs;
    }
  }

  private prepare(call: LmCall): LmCall {
    const { maxOutputTokens, provider } = this.options;
    refuseUnsupported(call, provider);
    const model = providersModel(call.model, this.options);
    const known = withoutForeign(call, provider);
    return { ...known, model, sampling: { ...call.sampling, maxTokens: call.sampling.maxTokens ?? maxOutputTokens } };
  }

  private async reserve(call: LmCall, label: string, maxWaitMs: number): Promise<Grant> {
    const { ledger, limits } = this.options;
    return ledger.reserve({ nanoUsd: this.open().cost.atMost(call), limits, maxWaitMs: Math.max(0, maxWaitMs), label });
  }

  private async send(call: LmCall, grant: Grant): Promise<RealAnswer> {
    const { ledger, redact, withoutKey } = this.options;
    const startedAt = performance.now();
    const reply = await this.ask(call, grant);
    const costNanoUsd = this.open().cost.settled(call, reply);
    await ledger.settle({ id: grant.id, nanoUsd: costNanoUsd });
    const durationMs = performance.now() - startedAt;
    if (reply.kind !== 'error') return { reply, costNanoUsd, durationMs };
    if (isSpentQuota(reply)) throw quotaExhausted(call, reply.quotaId ?? '', redact(reply.message));
    return { reply: mapStrings(reply, withoutKey, (name) => name) as ProviderReply, costNanoUsd, durationMs };
  }

  /** Throws LM_PROVIDER_FAILED. What arrived may have been billed: then what was reserved is spent. */
  private async ask(call: LmCall, grant: Grant): Promise<ProviderReply> {
    const { ledger, passFence, redact } = this.options;
    const { provider, cost } = this.open();
    try {
      return await this.within((signal) => passFence(() => provider.send(call, signal)));
    } catch (error) {
      const isUnreached = neverArrived(error);
      await ledger.settle({ id: grant.id, nanoUsd: isUnreached ? 0 : cost.atMost(call) });
      throw providerFailed(call, redact(reasonOf(error)), provider, isUnreached);
    }
  }

  /** The asking test's clock may stand still meanwhile: a provider that says nothing must not hold it for ever. */
  private async within<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { after, maxWaitMs } = this.options;
    const givenUp = new AbortController();
    let callOff = (): void => undefined;
    const silence = new Promise<never>((_, reject) => {
      callOff = after(maxWaitMs, () => {
        reject(new Error(`no answer within ${maxWaitMs} ms (maxWaitMs)`));
        givenUp.abort();
      });
    });
    try {
      return await Promise.race([ask(givenUp.signal), silence]);
    } finally {
      callOff();
    }
  }

  private open(): Opened {
    if (this.opened === undefined) {
      const provider = this.options.openProvider();
      this.opened = { provider, cost: new CallCost(this.options.pricing, provider) };
    }
    return this.opened;
  }
}

interface Opened {
  readonly provider: Provider;
  readonly cost: CallCost;
}

/** A full minute passes, a spent day does not; how long is the provider's to say. */
function retryWait(reply: ProviderReply, attempt: number): number | null {
  if (reply.kind !== 'error' || reply.status !== 429 || attempt >= MOST_ATTEMPTS) return null;
  return reply.retryAfterMs ?? 1000 * 2 ** attempt;
}
