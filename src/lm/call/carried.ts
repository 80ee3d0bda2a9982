import type { LmApi, LmCall } from '../../shared/boundaries/lm-call';
import { isRecord } from './read-json';

type Carried = Readonly<Record<string, unknown>>;
/** Where in a request something is carried. */
export type CarriedPlace = 'settings' | 'messages' | 'parts' | 'tools' | 'other';

/** The wire whose words a call carries: DSPy's are those of chat completions. */
export function carriedWire({ api }: Pick<LmCall, 'api'>): LmApi {
  return api === 'dspy' ? 'openai' : api;
}

/** Names on one wire, by where they stand. `noes`: wherever they stand, where `false` is their value. */
type Names = Readonly<Partial<Record<CarriedPlace | 'anywhere' | 'noes', readonly string[]>>>;

const OPENAI_BOOKS = [
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'store',
  'metadata',
];
const CACHE_MARKS = ['cache_control', 'prompt_cache_breakpoint'];

/**
 * What has no meaning for a reply: names for the provider's books, marks for its cache, and what it notes on its own words when they are
 * handed back. It goes to the provider, and is no part of a key.
 */
const WITHOUT_MEANING: Readonly<Record<LmApi, Names>> = {
  openai: {
    settings: OPENAI_BOOKS,
    messages: ['reasoning', 'reasoning_content', 'reasoning_details', 'annotations'],
    parts: ['extra_content', 'index'],
    anywhere: CACHE_MARKS,
  },
  openai_completions: { settings: OPENAI_BOOKS, anywhere: CACHE_MARKS },
  openai_responses: {
    // Whoever asks in the background is answered at once.
    settings: [...OPENAI_BOOKS, 'background'],
    messages: ['id', 'status'],
    parts: ['id', 'status', 'annotations', 'logprobs'],
    noes: ['strict'],
    anywhere: CACHE_MARKS,
  },
  anthropic: { settings: ['metadata'], parts: ['caller'], anywhere: CACHE_MARKS },
  gemini: { settings: ['labels'], parts: ['thoughtSignature'] },
  ollama: { messages: ['thinking'], parts: ['index'] },
  gemini_interactions: { settings: ['store', 'background', 'labels', 'webhook_config'], parts: ['annotations'] },
  cohere: { messages: ['tool_plan', 'citations'] },
  bedrock: { settings: ['requestMetadata'] },
  ai_gateway: { anywhere: ['cacheControl'] },
  dspy: {},
};

/** What of `carried` has a meaning for the reply; undefined where nothing has. */
export function meaningOf(carried: Carried | undefined, place: CarriedPlace, wire: LmApi): Carried | undefined {
  if (carried === undefined) return undefined;
  const names = WITHOUT_MEANING[wire];
  const here = Object.entries(carried).filter(
    ([name, value]) => !names[place]?.includes(name) && !(value === false && names.noes?.includes(name) === true),
  );
  const kept = here.map(([name, value]) => [name, name === 'betas' ? meantBetas(value) : without(value, names.anywhere ?? [])] as const);
  const said = kept.filter(
    ([name, value]) => value !== undefined && !names.anywhere?.includes(name) && !(name === 'system' && isPlainText(value)),
  );
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** Betas of Anthropic's that say how a reply comes, or open what the body asks for by itself. */
const BETAS_WITHOUT_MEANING =
  /^(prompt-caching|extended-cache-ttl|fine-grained-tool-streaming|token-counting|message-batches|structured-outputs|files-api|pdfs|mcp-client|code-execution|computer-use|advanced-tool-use|skills|tool-examples)-/;

function meantBetas(value: unknown): unknown {
  const meant = Array.isArray(value) ? value.filter((name) => !BETAS_WITHOUT_MEANING.test(String(name))) : [];
  return meant.length === 0 ? undefined : meant;
}

function without(value: unknown, names: readonly string[]): unknown {
  if (names.length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => without(item, names));
  if (!isRecord(value)) return value;
  const left = Object.entries(value).filter(([name]) => !names.includes(name));
  return Object.fromEntries(left.map(([name, inner]) => [name, without(inner, names)]));
}

/** Blocks of instructions that say no more than `system` does. */
function isPlainText(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((block) => isRecord(block) && Object.keys(block).sort().join() === 'text,type' && typeof block.text === 'string')
  );
}

/** All that a call carries with a meaning, by its place: `verbosity`, `messages[0].name`, `tools[1].strict`. */
export function carriedPlaces(call: LmCall): string[] {
  const wire = carriedWire(call);
  const named = (carried: Carried | undefined, place: CarriedPlace, at: string): string[] =>
    namesIn(meaningOf(carried, place, wire) ?? {}).map((name) => at + name);
  return [
    ...named(call.carried, 'settings', ''),
    ...call.tools.flatMap((tool, index) => named(tool.carried, 'tools', `tools[${index}].`)),
    ...call.messages.flatMap(({ carried, parts }, index) => [
      ...named(carried, 'messages', `messages[${index}].`),
      ...parts.flatMap((part, at) =>
        part.type === 'other' || part.type === 'thinking' ? [] : named(part.carried, 'parts', `messages[${index}].parts[${at}].`),
      ),
    ]),
  ];
}

function namesIn(carried: Carried): string[] {
  return Object.entries(carried).flatMap(([name, value]) =>
    isRecord(value) && Object.keys(value).length > 0 ? namesIn(value).map((inner) => `${name}.${inner}`) : [name],
  );
}
