import type { Grant, Ledger, LedgerLimits } from '../../shared/boundaries/ledger';
import type { LmCall, LmReply, LmUsage } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { type ModelChoice, providersModel, successorOf } from './models';
import type { Pricing } from './prices';
import type { Provider, ProviderReply } from './provider';
import { worstCase } from './worst-case';

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
  readonly sleep: (ms: number) => Promise<void>;
  /** Calls back after so many milliseconds, without keeping the process for it; gives what calls that off. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** Runs what may go through the fence. */
  readonly passFence: <T>(work: () => T) => T;
  /** Said once in a run. */
  readonly notice: (text: string) => void;
}

export interface RealAnswer {
  readonly reply: Exclude<LmReply, { kind: 'fault' }>;
  readonly costNanoUsd: number;
  /** What the provider took, without the waiting before it. */
  readonly durationMs: number;
}

/** So often a call is sent again that a full minute refused; each time is reserved anew. */
const MOST_ATTEMPTS = 4;

/** The real LM behind the run's ledger: reserved at worst before, settled by what was used after. */
export class RealLm {
  private provider: Provider | undefined;

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
    const { maxOutputTokens } = this.options;
    refuseUnsupported(call, this.options.provider);
    const model = providersModel(call.model, this.options);
    const successor = this.options.provider === 'gemini' ? successorOf(model) : null;
    if (successor !== null)
      this.options.notice(`the model ${model} is retired; its successor is ${successor}: name that one in lm.real.model or in your code`);
    return { ...call, model, sampling: { ...call.sampling, maxTokens: call.sampling.maxTokens ?? maxOutputTokens } };
  }

  private async reserve(call: LmCall, label: string, maxWaitMs: number): Promise<Grant> {
    const { ledger, limits } = this.options;
    return ledger.reserve({ nanoUsd: this.mostCost(call), limits, maxWaitMs: Math.max(0, maxWaitMs), label });
  }

  private async send(call: LmCall, grant: Grant): Promise<RealAnswer> {
    const { ledger, passFence, redact } = this.options;
    const startedAt = performance.now();
    let reply: ProviderReply;
    try {
      reply = await this.within((signal) => passFence(() => this.open().send(call, signal)));
    } catch (error) {
      const provider = this.open();
      const isUnreached = neverArrived(error);
      // What arrived may have been billed: then what was reserved is spent.
      await ledger.settle({ id: grant.id, nanoUsd: isUnreached ? 0 : this.mostCost(call) });
      throw failed(call, redact(reasonOf(error)), provider, isUnreached);
    }
    const costNanoUsd = this.costOf(call, reply);
    await ledger.settle({ id: grant.id, nanoUsd: costNanoUsd });
    if (reply.kind === 'error' && isSpentQuota(reply)) throw quotaExhausted(call, reply.quotaId ?? '', redact(reply.message));
    return {
      reply: reply.kind === 'error' ? { ...reply, message: redact(reply.message) } : reply,
      costNanoUsd,
      durationMs: performance.now() - startedAt,
    };
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

  private costOf(call: LmCall, reply: ProviderReply): number {
    if (reply.kind === 'error' || reply.kind === 'token_count') return 0;
    const { inputTokens, outputTokens } = reply.usage;
    // No prompt is without a token: who says so tells nothing, as servers do for embeddings and some for streams.
    return inputTokens + outputTokens === 0 ? this.mostCost(call) : this.cost(call, reply.usage);
  }

  private mostCost(call: LmCall): number {
    return this.cost(call, worstCase(call, Number(call.sampling.maxTokens), this.options.pricing.contextWindow(call.model)));
  }

  private cost(call: LmCall, usage: LmUsage): number {
    // Counting is free with every provider that offers it.
    if (call.operation === 'count_tokens') return 0;
    const provider = this.open();
    const cost = this.options.pricing.costNanoUsd(call.model, usage);
    if (cost !== null) return cost;
    if (provider.isFree) return 0;
    throw new DspexError({
      code: 'LM_PRICE_UNKNOWN',
      what: `The price of the model "${call.model}" is not known, so it is not called.`,
      why: 'a budget can only hold for models with a price; the price list of @pydantic/genai-prices has none for it',
      next: `testEnvironmentOptions: { dspex: { lm: { prices: { '${call.model}': { inputPerMillionUsd: …, outputPerMillionUsd: … } } } } }`,
    });
  }

  private open(): Provider {
    this.provider ??= this.options.openProvider();
    return this.provider;
  }
}

/** A full minute passes, a spent day does not; how long is the provider's to say. */
function retryWait(reply: RealAnswer['reply'], attempt: number): number | null {
  if (reply.kind !== 'error' || reply.status !== 429 || attempt >= MOST_ATTEMPTS) return null;
  return reply.retryAfterMs ?? 1000 * 2 ** attempt;
}

/** Gemini names the quota; OpenAI calls a spent one so. */
function isSpentQuota({ status, quotaId }: { status: number; quotaId: string | null }): boolean {
  return status === 429 && quotaId !== null && /PerDay|insufficient_quota/i.test(quotaId);
}

/** There was no connection to send it over. */
const UNREACHED = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'];

function neverArrived(error: unknown): boolean {
  return causesOf(error).some(({ code }) => code !== undefined && UNREACHED.includes(code));
}

/** SDKs and `fetch` wrap what happened several times over: the innermost says it. */
function reasonOf(error: unknown): string {
  const told = causesOf(error).map(({ message, code }) => message || code || '');
  return [...new Set(told.map((text) => text.replace(/\.$/, '')))].filter((text) => text !== '').join(': ') || String(error);
}

function causesOf(error: unknown): { message?: string; code?: string }[] {
  if (typeof error !== 'object' || error === null) return [];
  // Several addresses were tried: one stands for all.
  const { cause, errors } = error as { cause?: unknown; errors?: unknown[] };
  return [error as { message?: string; code?: string }, ...causesOf(cause ?? errors?.[0])];
}

/** What no provider here can do, or not so that it can be recorded and billed. */
function refuseUnsupported({ model, sampling, operation }: LmCall, provider: ModelChoice['provider']): void {
  if (Number(sampling.n ?? 1) > 1)
    throw unsupported(model, `asks for ${String(sampling.n)} replies at once`, 'one reply is asked for, recorded and billed at a time');
  if (sampling.continues !== undefined)
    throw unsupported(
      model,
      `continues ${JSON.stringify(sampling.continues)}`,
      'a conversation that a provider keeps is not with this one',
    );
  if (operation === 'count_tokens' && provider === 'openai')
    throw unsupported(model, 'asks for a count of tokens', 'servers that speak chat completions have no such route');
}

function unsupported(model: string, what: string, why: string): DspexError {
  const next = 'send what it needs in one request of its own, or answer this call by a rule';
  return new DspexError({ code: 'LM_REQUEST_UNSUPPORTED', what: `A real LM call of ${model} ${what}.`, why, next });
}

function failed(call: LmCall, why: string, { name, host }: Provider, isUnreached: boolean): DspexError {
  return new DspexError({
    code: 'LM_PROVIDER_FAILED',
    what: `The real LM call of ${call.model} ${isUnreached ? `did not reach ${host}` : `did not come back from ${host}`} (provider ${name}).`,
    why,
    next: isUnreached
      ? `see whether ${host} can be reached from here, and what lm.real.baseUrl says; or answer the call by a rule: dspex.lm.when(…).reply(…)`
      : 'run it again; or record the call once, where it comes back, and replay it: lmModes "cached"',
  });
}

function quotaExhausted(call: LmCall, quotaId: string, message: string): DspexError {
  return new DspexError({
    code: 'LM_QUOTA_EXHAUSTED',
    what: `The provider refuses ${call.model} until its quota is there again (${quotaId}).`,
    why: message,
    next: 'wait for the next day, or take a key with more quota; it is not tried again',
  });
}
