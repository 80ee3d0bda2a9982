import { PLACEHOLDER_KEY } from '../../lm/keys/provider-keys';
import { AskedWires } from '../../lm/real/asked-wires';
import { loadGenAi } from '../../lm/real/genai/load';
import { keyVariableOf } from '../../lm/real/key-variables';
import type { Pricing } from '../../lm/real/prices';
import type { Provider, ProviderName, ProviderOptions } from '../../lm/real/provider';
import { providerName } from '../../lm/real/provider-name';
import { RealLm } from '../../lm/real/real-lm';
import type { Redactor } from '../../lm/secrets/redact';
import { passFence } from '../../reach/fence';
import { type LedgerLimits, NANO_USD } from '../../shared/boundaries/ledger';
import { DspexError } from '../../shared/errors';
import type { DspexOptions } from '../../shared/options/options';
import { realClearTimeout, realSetTimeout, sleep } from '../../shared/waits/real-timers';
import type { HostLink } from '../host/host-link';

type RealOptions = DspexOptions['lm']['real'];

/** What a program that names no model is answered by. OpenAI, and its kin, have the model that the call names anyway. */
const DEFAULT_MODEL: Partial<Record<ProviderName, string>> = { gemini: 'gemini-3.5-flash-lite', anthropic: 'claude-haiku-4-5' };

interface RealLmParts {
  /** Where packages of the user's are installed. */
  readonly rootDir: string;
  /** Null: no test asks. */
  readonly file: string | null;
  readonly options: DspexOptions;
  readonly link: Pick<HostLink, 'ledger'>;
  readonly env: NodeJS.ProcessEnv;
  readonly redactor: Redactor;
}

export function openRealLm({ options, rootDir, file, link, env, redactor }: RealLmParts): RealLm {
  const [{ lm, ledger, maxWaitMs }, real] = [options, options.lm.real];
  const provider = providerName(real);
  return new RealLm({
    provider,
    takesAnyName: takesAnyName(real),
    keyVariable: keyVariableOf(real),
    model: real.model ?? DEFAULT_MODEL[provider] ?? lm.model,
    models: real.models,
    unnamed: lm.model,
    wires: wiresOf(real, rootDir),
    openProvider: () => openProvider(real, env, rootDir),
    file,
    ledger: link.ledger(sharedOf(ledger, env)),
    pricing: lazyPricing(() => {
      // The list of prices is large, and most runs need none.
      const { pricing } = require('../../lm/real/prices') as typeof import('../../lm/real/prices');
      return pricing(provider, lm.prices);
    }),
    limits: limitsOf(ledger),
    maxWaitMs,
    maxOutputTokens: real.maxOutputTokens,
    redact: redactor.text,
    withoutKey: redactor.sparing(() => true).text,
    sleep,
    after,
    passFence,
  });
}

/** Calls back after so many milliseconds; gives what calls that off. */
function after(ms: number, call: () => void): () => void {
  const timer = realSetTimeout(call, ms).unref();
  return () => realClearTimeout(timer);
}

function sharedOf(
  { redisUrl, runKey }: DspexOptions['ledger'],
  env: NodeJS.ProcessEnv,
): { redisUrl: string | null; runKey: string | null } {
  return { redisUrl: env.DSPEX_REDIS_URL || (redisUrl ?? null), runKey: runKey ?? null };
}

function wiresOf(real: RealOptions, rootDir: string): AskedWires {
  const { wire, baseUrl } = real;
  const isOwnServer = baseUrl !== undefined && new URL(baseUrl).hostname !== 'api.openai.com';
  return new AskedWires({ provider: providerName(real), wire, isOwnServer, hasInteractions: () => loadGenAi(rootDir) !== null });
}

/** Only Gemini, and Anthropic at its own address, have their own models alone. */
function takesAnyName(real: RealOptions): boolean {
  return real.provider !== 'gemini' && (real.provider !== 'anthropic' || real.baseUrl !== undefined);
}

function limitsOf({ requestsPerMinute, budgetUsd, monthlyBudgetUsd }: DspexOptions['ledger']): LedgerLimits {
  return {
    requestsPerMinute,
    budgetNanoUsd: Math.round(budgetUsd * NANO_USD),
    monthlyBudgetNanoUsd: Math.round(monthlyBudgetUsd * NANO_USD),
  };
}

function lazyPricing(load: () => Pricing): Pricing {
  let loaded: Pricing | undefined;
  const pricing = (): Pricing => (loaded ??= load());
  return {
    costNanoUsd: (model, usage) => pricing().costNanoUsd(model, usage),
    contextWindow: (model) => pricing().contextWindow(model),
  };
}

function openProvider(real: RealOptions, env: NodeJS.ProcessEnv, rootDir: string): Provider {
  const variable = keyVariableOf(real);
  const apiKey = variable === null ? undefined : env[variable];
  if (variable !== null && (!apiKey || apiKey === PLACEHOLDER_KEY)) throw keyMissing(variable, providerName(real));
  const options = { apiKey, baseUrl: real.baseUrl, fetch: globalThis.fetch, rootDir };
  if (typeof real.provider === 'string') return OPEN[real.provider](options);
  const { AiSdkProvider } = require('../../lm/real/ai-sdk/provider') as typeof import('../../lm/real/ai-sdk/provider');
  return new AiSdkProvider({ ...options, wanted: real.provider });
}

/** Loaded where they are needed: most runs never ask a real LM. */
const OPEN: Record<Exclude<ProviderName, 'ai_sdk'>, (options: ProviderOptions) => Provider> = {
  gemini(options) {
    const { GeminiProvider } = require('../../lm/real/gemini/provider') as typeof import('../../lm/real/gemini/provider');
    return new GeminiProvider(options);
  },
  anthropic(options) {
    const { AnthropicProvider } = require('../../lm/real/anthropic/provider') as typeof import('../../lm/real/anthropic/provider');
    return new AnthropicProvider(options);
  },
  openai(options) {
    const { OpenAiProvider } = require('../../lm/real/openai/provider') as typeof import('../../lm/real/openai/provider');
    return new OpenAiProvider(options);
  },
};

function keyMissing(variable: string, provider: string): DspexError {
  return new DspexError({
    code: 'LM_KEY_MISSING',
    what: `A real LM call needs a key, and ${variable} is not set.`,
    why: `no rule answers the call, and in LM mode real the provider does (${provider}); a mock never takes its place`,
    next: `${variable}=<your key> npx jest …   # or record the calls once and replay them: lmModes: { e2e: 'cached' }`,
  });
}
