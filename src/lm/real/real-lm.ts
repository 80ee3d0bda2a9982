import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { Grant, Ledger, LedgerLimits } from '../../shared/boundaries/ledger';
import type { LmCall, LmErrorReply } from '../../shared/boundaries/lm-call';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import { DspexError, isDspexError } from '../../shared/errors';
import { bounded } from '../../shared/waits/bounded';
import { either } from '../../shared/waits/either-signal';
import { mapStrings } from '../call/map-strings';
import type { AskedWires } from './asked-wires';
import { isFull, waitBeforeNext } from './back-off';
import { CallCost } from './call-cost';
import { withoutForeign } from './foreign';
import { givenUp } from './given-up';
import { oneRequest } from './one-request';
import type { Pricing } from './prices';
import type { Provider, ProviderReply, ProviderWire } from './provider';
import { isKeyRefused, isSpentQuota, keyRefused, neverArrived, providerFailed, quotaExhausted, reasonOf } from './provider-failures';
import { type ModelChoice, providersModel } from './provider-model';
import { StandingRefusals } from './standing-refusals';
import { refuseUnsupported } from './unsupported';

/** What one file's real LM is made of. */
export interface RealLmOptions extends ModelChoice {
  /** On which wire a call is asked. */
  readonly wires: AskedWires;
  /** Made at the first call. Throws LM_KEY_MISSING. */
  readonly openProvider: () => Provider;
  /** Where the key comes from; null where the provider needs none. */
  readonly keyVariable: string | null;
  readonly ledger: Ledger;
  /** The test file whose real LM it is; null: a command's. */
  readonly file: string | null;
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

/** Who asks, and how long they do. */
export interface RealAsker {
  /** The test that asks. */
  readonly label: string;
  /** Stops the asking test's clock. */
  readonly whileWaiting: <T>(waiting: Promise<T>) => Promise<T>;
  /** One that is aborted says that nobody waits for the answer any more. */
  readonly signals: readonly (AbortSignalLike | undefined)[];
  /** Hears of a streamed reply as it comes. */
  readonly hear?: LmHear | undefined;
}

/** The real LM behind the run's ledger: reserved at worst before, settled by what was used after. */
export class RealLm {
  private opened: Opened | undefined;
  private readonly refusals = new StandingRefusals();

  constructor(private readonly options: RealLmOptions) {}

  /**
   * Throws LM_KEY_MISSING, LM_KEY_REFUSED, LM_PROVIDER_PACKAGE, LM_MODEL_UNKNOWN, LM_PRICE_UNKNOWN, LM_REQUEST_UNSUPPORTED, LM_PROVIDER_FAILED, LM_QUOTA_EXHAUSTED,
   * LM_CALL_GIVEN_UP, and what the ledger throws. Any other error of the provider is an answer.
   */
  async answer(call: LmCall, asker: RealAsker): Promise<RealAnswer> {
    const { wires } = this.options;
    const wire = wires.of(call);
    const answer = await this.answerBy(wire, call, asker);
    return wires.learn(wire, call, answer.reply) ? this.answerBy(wires.of(call), call, asker) : answer;
  }

  private async answerBy(wire: ProviderWire, call: LmCall, asker: RealAsker): Promise<RealAnswer> {
    const prepared = this.prepare(call, wire);
    const standing = this.refusals.of(prepared, asker.label);
    if (standing !== undefined) return { reply: standing, costNanoUsd: 0, durationMs: 0 };
    return either(asker.signals, (signal) => this.askPatiently(prepared, { ...asker, wire }, signal));
  }

  /** The one layer that waits for a full minute to pass: what is still refused then, no client has to ask again. */
  private async askPatiently(call: LmCall, asker: WiredAsker, signal: AbortSignalLike): Promise<RealAnswer> {
    const { maxWaitMs, sleep } = this.options;
    let waitedMs = 0;
    let isHeard = false;
    const hear: LmHear = (soFar) => {
      isHeard = true;
      asker.hear?.(soFar);
    };
    for (let attempt = 1; ; attempt++) {
      const grant = await this.granted(call, asker, signal, maxWaitMs - waitedMs);
      waitedMs += grant.waitedMs;
      const answer = await this.send(call, grant, signal, { wire: asker.wire, hear: asker.hear && hear });
      // Who has heard the beginning of an answer cannot be given another.
      const waitMs = isHeard ? null : waitBeforeNext(answer.reply, attempt);
      if (waitMs === null || waitedMs + waitMs > maxWaitMs) return this.final(call, asker, answer);
      await asker.whileWaiting(orGivenUp(sleep(waitMs), signal, call));
      waitedMs += waitMs;
    }
  }

  private final(call: LmCall, { label }: RealAsker, answer: RealAnswer): RealAnswer {
    const { reply } = answer;
    if (!isFull(reply)) return answer;
    const refusal = { ...reply, again: 'never' as const };
    this.refusals.keep(call, label, refusal);
    return { ...answer, reply: refusal };
  }

  private prepare(call: LmCall, wire: ProviderWire): LmCall {
    const { maxOutputTokens, provider } = this.options;
    refuseUnsupported(call, provider, wire);
    const model = providersModel(call.model, this.options);
    const known = withoutForeign(call, wire);
    return { ...known, model, sampling: { ...call.sampling, maxTokens: call.sampling.maxTokens ?? maxOutputTokens } };
  }

  /** What is granted to a call that was given up meanwhile costs nothing. */
  private async granted(call: LmCall, asker: RealAsker, signal: AbortSignalLike, maxWaitMs: number): Promise<Grant> {
    const { ledger, limits, file } = this.options;
    const { label, whileWaiting } = asker;
    const { provider, cost } = this.open();
    provider.ready?.(call);
    const [nanoUsd, spender] = [cost.atMost(call), { file, model: call.model }];
    const asked = ledger.reserve({ nanoUsd, limits, maxWaitMs: Math.max(0, maxWaitMs), label, spender });
    try {
      return await whileWaiting(orGivenUp(asked, signal, call));
    } catch (error) {
      if (signal.aborted) void asked.then(({ id }) => ledger.settle({ id, nanoUsd: 0 })).catch(() => undefined);
      throw error;
    }
  }

  private async send(call: LmCall, grant: Grant, signal: AbortSignalLike, asked: Asked): Promise<RealAnswer> {
    const { ledger, redact, withoutKey } = this.options;
    const startedAt = performance.now();
    const reply = await this.ask(call, grant, signal, asked);
    const costNanoUsd = this.open().cost.settled(call, reply);
    await ledger.settle({ id: grant.id, nanoUsd: costNanoUsd });
    const durationMs = performance.now() - startedAt;
    if (reply.kind !== 'error') return { reply, costNanoUsd, durationMs };
    if (isKeyRefused(reply))
      throw keyRefused(call, { ...reply, message: redact(reply.message) }, this.open().provider, this.options.keyVariable);
    if (isSpentQuota(reply)) throw quotaExhausted(call, reply.code ?? '', redact(reply.message));
    const told = mapStrings(reply, withoutKey, (name) => name) as LmErrorReply;
    return { reply: { ...told, again: told.again === 'never' ? 'never' : 'as_told' }, costNanoUsd, durationMs };
  }

  /** Throws LM_PROVIDER_FAILED, LM_CALL_GIVEN_UP. What arrived may have been billed: then what was reserved is spent. */
  private async ask(call: LmCall, grant: Grant, signal: AbortSignalLike, { wire, hear }: Asked): Promise<ProviderReply> {
    const { ledger, passFence, redact, maxWaitMs, after } = this.options;
    const { provider, cost } = this.open();
    const bounds = { signal, givenUp: () => givenUp(call), maxWaitMs, after };
    try {
      return await oneRequest(bounds, (closing) => passFence(() => provider.send(call, closing, hear, wire)));
    } catch (error) {
      const isUnreached = neverArrived(error);
      const costNanoUsd = isUnreached ? 0 : cost.atMost(call);
      await ledger.settle({ id: grant.id, nanoUsd: costNanoUsd });
      const failed = signal.aborted ? givenUp(call) : providerFailed(call, redact(reasonOf(error)), provider, isUnreached);
      const told = isDspexError(error) && error.code !== 'LM_CALL_GIVEN_UP' ? error : failed;
      throw new DspexError({ ...told.parts, costNanoUsd });
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

type WiredAsker = RealAsker & { readonly wire: ProviderWire };
type Asked = Pick<WiredAsker, 'wire' | 'hear'>;

interface Opened {
  readonly provider: Provider;
  readonly cost: CallCost;
}

/** What is waited for, unless nobody waits for the call any more. */
function orGivenUp<T>(waiting: Promise<T>, signal: AbortSignalLike, call: LmCall): Promise<T> {
  return bounded(waiting, { abort: { signal, error: () => givenUp(call) } });
}
