import type { LmCall } from '../../shared/boundaries/lm-call';
import { DspexError } from '../../shared/errors';
import { bigIntegerIn } from '../../shared/values/exact-json';
import { carriedPlaces, carriedWire } from '../call/carried';
import { isRecord } from '../call/read-json';
import { unsupportedByContract } from './ai-sdk/options';
import { unsupportedByAnthropic } from './anthropic/unsupported';
import { unsupportedByGemini } from './gemini/unsupported';
import { unsupportedByInteractions } from './genai/request';
import { unsupportedByResponses } from './openai/response-request';
import { unsupportedByOpenAi } from './openai/unsupported';
import type { ProviderName, ProviderWire } from './provider';

/** What of a call each provider has no place for. */
const UNSUPPORTED: Readonly<Record<ProviderWire, (call: LmCall) => string[]>> = {
  gemini: unsupportedByGemini,
  gemini_interactions: unsupportedByInteractions,
  openai: unsupportedByOpenAi,
  openai_responses: unsupportedByResponses,
  anthropic: unsupportedByAnthropic,
  ai_sdk: unsupportedByContract,
};

/**
 * Throws LM_REQUEST_UNSUPPORTED for what a provider here cannot do, or not so that it can be recorded and billed. `by`: the wire on which it
 * would be asked.
 */
export function refuseUnsupported(call: LmCall, provider: ProviderName, by: ProviderWire = provider): void {
  const { model, operation } = call;
  if (!hasRoute(operation, provider))
    throw unsupported(
      model,
      `asks for ${ROUTES[operation as keyof typeof ROUTES]}`,
      'it is not asked for here, or the provider has no such route',
    );
  const wire = carriedWire(call);
  const foreign = wire === by ? [] : foreignNames(call, provider);
  const names = [...foreign, ...UNSUPPORTED[by](call), ...bigIntegers(call, by)];
  if (names.length > 0) throw notOnWire(call, names, [wire, by]);
}

/** Google's clients, and packages of the AI SDK, write numbers as JavaScript has them. */
const WRITES_DIGITS: ReadonlySet<ProviderWire> = new Set(['openai', 'openai_responses', 'anthropic']);

function bigIntegers({ sampling, carried, messages, tools, schema }: LmCall, by: ProviderWire): string[] {
  if (WRITES_DIGITS.has(by)) return [];
  const found = bigIntegerIn([sampling, carried, messages, tools, schema]);
  return found === undefined ? [] : [`the integer ${found}, which JavaScript has no number for,`];
}

/** False for what a provider has no address for. */
export function hasRoute(operation: LmCall['operation'], provider: ProviderName): boolean {
  if (operation === 'embed') return provider !== 'anthropic';
  const counts = provider === 'gemini' || provider === 'anthropic';
  return operation === 'generate' || (operation === 'count_tokens' && counts);
}

/** What only the wire that a call came over has words for: settings, tools of a provider's own, parts without a form here. */
function foreignNames(call: LmCall, provider: ProviderName): string[] {
  const isCustom = (type: string): boolean => type === 'custom' && provider === 'openai';
  const tools = call.tools.flatMap(({ name, type }) => (type === undefined || isCustom(type) ? [] : [`the tool ${name} (${type})`]));
  const ofTools = new Set(call.tools.flatMap(({ type }, index) => (type === undefined || isCustom(type) ? [] : [`tools[${index}].`])));
  const carried = carriedPlaces(call).filter((place) => ![...ofTools].some((tool) => place.startsWith(tool)));
  const others = call.messages.flatMap(({ parts }, index) =>
    parts.flatMap((part) => (part.type === 'other' && !isRefusal(part.value) ? [`messages[${index}] (${kindOf(part.value)})`] : [])),
  );
  return [...tools, ...carried, ...(call.operation === 'embed' ? [] : others)];
}

/** What a model refused in, which is text everywhere. */
function isRefusal(value: unknown): boolean {
  return isRecord(value) && value.type === 'refusal';
}

function kindOf(value: unknown): string {
  return isRecord(value) ? String(value.type ?? Object.keys(value)[0]) : typeof value;
}

function notOnWire({ model }: LmCall, names: readonly string[], [from, to]: readonly [string, string]): DspexError {
  const what = `has ${names.join(', ')}`;
  const why = `it came over the wire ${from}, and the wire ${to} of the provider has no place for it`;
  return unsupported(model, what, why, OWN_WIRE[`${from} by ${to}`]);
}

const ROUTES = { embed: 'embeddings', count_tokens: 'a count of tokens', moderate: 'a moderation' } as const;

/** What has a call asked on the wire that it came over, where the provider speaks that, too. */
const OWN_WIRE: Readonly<Record<string, string>> = {
  'gemini_interactions by gemini': 'npm i -D @google/genai   # Interactions are asked by it',
  'openai_responses by openai':
    "lm: { real: { wire: 'responses' } }   # the server must have POST …/responses: one that answers 404 is asked by chat completions",
};

const OTHER_WAYS =
  'send what it needs in one request of its own, take a provider of the same wire (lm.real.provider), or answer this call by a rule';

/** A call that a provider cannot be given as it is. */
export function unsupported(model: string, what: string, why: string, next: string = OTHER_WAYS): DspexError {
  return new DspexError({ code: 'LM_REQUEST_UNSUPPORTED', what: `A real LM call of ${model} ${what}.`, why, next });
}
