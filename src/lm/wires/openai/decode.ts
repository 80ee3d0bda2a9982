import type { LmCall, LmMessage } from '../../../shared/boundaries/lm-call';
import { textOr } from '../../call/read-json';
import { Fields } from '../fields';
import { withSystem } from '../instructions';
import { parseBody } from '../read-request';
import { openAiToolChoice } from '../tool-choice';
import { decodeMessage } from './decode-message';
import { decodeFunction, decodeTool } from './decode-tool';
import { responseFormat } from './response-format';

/** Mistral's agents are asked as its models are. What Perplexity answers later (`/async`) is another API. */
export const OPENAI_ROUTE = /(?<!\/async)\/((chat|agents)\/completions|embeddings|moderations)$/;

/** Reads a request for a chat completion, or for embeddings. */
export function decodeOpenAi(url: URL, body: string): LmCall {
  const request = parseBody(body);
  const model = textOr(request.model, deploymentOf(url));
  if (url.pathname.endsWith('/moderations')) return decodeModeration(request, model);
  return url.pathname.endsWith('/embeddings') ? decodeEmbeddings(request, model) : decodeCompletion(request, model);
}

/** Azure names a model by the deployment in its path. */
export function deploymentOf({ pathname }: URL): string {
  return decodeURIComponent(/\/deployments\/([^/]+)\//.exec(pathname)?.[1] ?? '');
}

/** Reads the body of a chat completion, whoever made it. */
export function decodeCompletion(request: Record<string, unknown>, model: string): LmCall {
  const fields = new Fields(request);
  fields.take('stream_options');
  fields.text('model');
  const { schema, format } = responseFormat(fields, 'response_format', 'json_schema');
  return {
    door: 'http',
    api: 'openai',
    operation: 'generate',
    model,
    ...withSystem(fields.records('messages').map(decodeMessage)),
    tools: [...fields.records('tools').map(decodeTool), ...fields.records('functions').map(decodeFunction)],
    schema,
    sampling: { ...fields.settings(SAMPLING), ...stopOf(fields), ...format, ...openAiToolChoice(fields, 'tool_choice', 'function_call') },
    stream: fields.take('stream') === true,
    fields: null,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_completion_tokens: 'maxTokens',
  max_tokens: 'maxTokens',
  seed: 'seed',
  n: 'n',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
  reasoning_effort: 'reasoningEffort',
  verbosity: 'verbosity',
  parallel_tool_calls: 'parallelToolCalls',
  service_tier: 'serviceTier',
  logprobs: 'logprobs',
  top_logprobs: 'topLogprobs',
} as const;

/** One text, or several. */
export function stopOf(fields: Fields): { stop?: unknown } {
  const stop = fields.take('stop');
  if (stop === undefined) return {};
  return Array.isArray(stop) ? { ...(stop.length > 0 && { stop }) } : { stop: [stop] };
}

/** One text, or several; token numbers stay as they came. */
function decodeEmbeddings(request: Record<string, unknown>, model: string): LmCall {
  const fields = new Fields(request);
  // How the numbers of the reply are written: the same numbers, either way.
  for (const known of ['model', 'encoding_format']) fields.take(known);
  const input = fields.take('input');
  const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? (input as unknown[]) : [input];
  return {
    door: 'http',
    api: 'openai',
    operation: 'embed',
    model,
    system: '',
    messages: inputs.map(ofUser),
    tools: [],
    schema: null,
    sampling: fields.settings({ dimensions: 'dimensions' }),
    stream: false,
    fields: null,
    ...fields.rest(),
  };
}

/** A text, or what stands for one: token numbers stay as they came. */
export function ofUser(input: unknown): LmMessage {
  return { role: 'user', parts: [typeof input === 'string' ? { type: 'text', text: input } : { type: 'other', value: input }] };
}

/** Texts, each looked at by itself; or the parts of one message. */
function decodeModeration(request: Record<string, unknown>, model: string): LmCall {
  const { input, ...settings } = request;
  const isOne = !Array.isArray(input) || input.some((item) => typeof item !== 'string');
  const messages = isOne ? [decodeMessage({ role: 'user', content: input })] : input.map(ofUser);
  return { ...decodeEmbeddings(settings, model), operation: 'moderate', messages };
}
