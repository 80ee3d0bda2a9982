import type { LmCall } from '../../shared/boundaries/lm-call';
import type { SaidParts } from '../../shared/boundaries/said-parts';
import { badReply, type FitContext } from './bad-reply';

type Places = Partial<Record<keyof SaidParts, string>>;

const ONE_ANSWER = 'it answers a call once';

/** What a wire has no place for, and why. */
const NOT_SAID: Readonly<Record<LmCall['api'], Places>> = {
  openai: {},
  openai_completions: {
    toolCalls: 'it says what it says as text',
    thinking: 'it tells no thoughts',
    refusal: 'it says what it says as text',
  },
  gemini: {},
  openai_responses: { choices: ONE_ANSWER },
  anthropic: { choices: ONE_ANSWER, logprobs: 'it tells no log probabilities' },
  ollama: { choices: ONE_ANSWER, refusal: 'it says what it says as text' },
  gemini_interactions: {
    choices: ONE_ANSWER,
    logprobs: 'it tells no log probabilities',
    refusal: 'it says what it says as text',
  },
  ai_gateway: { choices: ONE_ANSWER, logprobs: 'it tells no log probabilities', refusal: 'it says what it says as text' },
  cohere: { choices: ONE_ANSWER, logprobs: 'it tells them by numbers of tokens', refusal: 'it says what it says as text' },
  bedrock: { choices: ONE_ANSWER, logprobs: 'it tells no log probabilities', refusal: 'it says what it says as text' },
  dspy: { choices: 'it asks once for each', metadata: 'its responses have no such place' },
};
const WITHOUT_PYTHON = 'programs that run without Python get their outputs alone';
const NOT_IN_NODE: Places = {
  thinking: WITHOUT_PYTHON,
  refusal: WITHOUT_PYTHON,
  logprobs: WITHOUT_PYTHON,
  choices: WITHOUT_PYTHON,
  metadata: WITHOUT_PYTHON,
};
const NAMES: Readonly<Record<LmCall['api'], string>> = {
  openai: 'chat completions',
  openai_completions: 'completions',
  gemini: 'Gemini',
  openai_responses: 'Responses',
  anthropic: 'Anthropic',
  ollama: 'Ollama',
  gemini_interactions: 'Interactions',
  ai_gateway: 'the AI Gateway',
  bedrock: 'Bedrock',
  cohere: 'Cohere',
  dspy: 'DSPy',
};

/** Throws RULE_REPLY_INVALID where a reply says what its wire cannot carry: nothing that was said is dropped without a word. */
export function refuseUnplaced(parts: SaidParts, context: FitContext): void {
  const { api, door, operation } = context.call;
  if (operation !== 'generate')
    throw badReply(context, 'it is an lmReply', `a call of ${operation} takes ${operation === 'moderate' ? 'a finding' : 'numbers'}`);
  const places = door === 'mock' ? NOT_IN_NODE : NOT_SAID[api];
  const [name, why] = Object.entries(places).find(([part]) => parts[part as keyof SaidParts] !== undefined) ?? [];
  if (name !== undefined) throw badReply(context, `it says ${name}`, `${NAMES[api]} has no place for ${name}: ${why}`);
}
