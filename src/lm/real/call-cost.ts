import type { LmCall, LmUsage } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import type { Pricing } from './prices';
import type { Provider, ProviderReply } from './provider';
import { worstCase } from './worst-case';

/** What calls of one provider cost, in billionths of a dollar. */
export class CallCost {
  constructor(
    private readonly pricing: Pricing,
    private readonly provider: Pick<Provider, 'isFree'>,
  ) {}

  /** The most that a call can cost. Throws LM_PRICE_UNKNOWN. */
  atMost(call: LmCall): number {
    return this.of(call, worstCase(call, Number(call.sampling.maxTokens), this.pricing.contextWindow(call.model)));
  }

  /** What a call has cost. */
  settled(call: LmCall, reply: ProviderReply): number {
    if (reply.kind === 'error' || reply.kind === 'token_count') return 0;
    const { inputTokens, outputTokens } = reply.usage;
    // No prompt is without a token: a server that says so tells nothing, as some do for embeddings and streams.
    return inputTokens + outputTokens === 0 ? this.atMost(call) : this.of(call, reply.usage);
  }

  private of(call: LmCall, usage: LmUsage): number {
    // Counting is free with every provider that offers it.
    if (call.operation === 'count_tokens') return 0;
    const cost = this.pricing.costNanoUsd(call.model, usage);
    if (cost !== null) return cost;
    if (this.provider.isFree) return 0;
    throw priceUnknown(call.model);
  }
}

function priceUnknown(model: string): DspexError {
  return new DspexError({
    code: 'LM_PRICE_UNKNOWN',
    what: `The price of the model "${model}" is not known, so it is not called.`,
    why: 'a budget can only hold for models with a price; the price list of @pydantic/genai-prices has none for it',
    next: `testEnvironmentOptions: { dspex: { lm: { prices: { '${model}': { inputPerMillionUsd: …, outputPerMillionUsd: … } } } } }`,
  });
}
