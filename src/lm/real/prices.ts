import { calcPrice } from '@pydantic/genai-prices';
import { NANO_USD } from '../../shared/boundaries/ledger';
import type { LmUsage } from '../../shared/boundaries/lm-call';
import { NO_USAGE } from '../call/reply';
import type { ProviderName } from './provider';

/** US dollars for a million tokens. */
interface ModelPrice {
  readonly inputPerMillionUsd: number;
  readonly outputPerMillionUsd: number;
}

/** What models cost, and how much they read. */
export interface Pricing {
  /** Null: nobody knows what the model costs. */
  costNanoUsd(model: string, usage: LmUsage): number | null;
  contextWindow(model: string): number;
}

/** Of a model that the list does not know. */
const WIDEST_CONTEXT = 2_000_000;
/** Anthropic: what is kept for an hour costs twice as much as what is only read, what is kept for five minutes 1.25 times. */
const HOUR_TO_FIVE_MINUTES = 2 / 1.25;
/** What the list of prices calls the providers. */
const PROVIDER_IDS = { gemini: 'google', openai: 'openai', anthropic: 'anthropic' } as const;

/** Prices of the project's own first, then those of @pydantic/genai-prices. Rounded up to the next billionth of a dollar. */
export function pricing(provider: ProviderName, own: Readonly<Record<string, ModelPrice>>): Pricing {
  const known = (model: string, usage: LmUsage): ReturnType<typeof calcPrice> =>
    calcPrice(
      {
        input_tokens: usage.inputTokens,
        output_tokens: usage.outputTokens,
        cache_read_tokens: Math.min(usage.cachedTokens ?? 0, usage.inputTokens),
        cache_write_tokens: Math.min(usage.cacheWriteTokens ?? 0, usage.inputTokens),
      },
      model,
      // The name of a model says whose it is where only a package is known.
      provider === 'ai_sdk' ? {} : { providerId: PROVIDER_IDS[provider] },
    );
  /** The list has the price of five minutes alone. */
  const keptLonger = (model: string, { longCacheWriteTokens: count = 0 }: LmUsage): number => {
    const asShort = count === 0 ? null : known(model, { inputTokens: count, outputTokens: 0, cacheWriteTokens: count });
    return (asShort?.total_price ?? 0) * (HOUR_TO_FIVE_MINUTES - 1);
  };
  return {
    costNanoUsd(model, usage) {
      const price = own[model];
      if (price !== undefined) {
        // A price for a million is a count of micro-dollars for one, and a thousand times as many billionths.
        return Math.ceil(usage.inputTokens * price.inputPerMillionUsd * 1000 + usage.outputTokens * price.outputPerMillionUsd * 1000);
      }
      const result = known(model, usage);
      return result === null ? null : Math.ceil((result.total_price + keptLonger(model, usage)) * NANO_USD);
    },
    contextWindow: (model) => known(model, NO_USAGE)?.model.context_window ?? WIDEST_CONTEXT,
  };
}
