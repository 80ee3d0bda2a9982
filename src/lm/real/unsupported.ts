import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import type { ProviderName } from './provider';

/** Throws LM_REQUEST_UNSUPPORTED for what no provider here can do, or not so that it can be recorded and billed. */
export function refuseUnsupported({ model, sampling, operation, tools }: LmCall, provider: ProviderName): void {
  if (Number(sampling.n ?? 1) > 1)
    throw unsupported(model, `asks for ${String(sampling.n)} replies at once`, 'one reply is asked for, recorded and billed at a time');
  const own = tools.find(({ type }) => type !== undefined);
  if (own !== undefined)
    throw unsupported(model, `offers the tool ${own.name} (${own.type})`, 'a tool that is no function with a schema is not sent on');
  if (!hasRoute(operation, provider))
    throw unsupported(model, 'asks for a count of tokens', 'servers that speak chat completions have no such route');
}

/** False for what a provider has no address for. */
export function hasRoute(operation: LmCall['operation'], provider: ProviderName): boolean {
  return operation !== 'count_tokens' || provider !== 'openai';
}

function unsupported(model: string, what: string, why: string): DspexError {
  const next = 'send what it needs in one request of its own, or answer this call by a rule';
  return new DspexError({ code: 'LM_REQUEST_UNSUPPORTED', what: `A real LM call of ${model} ${what}.`, why, next });
}
