import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { renamedSampling } from '../renamed-sampling';
import { withCarried } from '../with-carried';
import { inputItems } from './response-items';

type Json = Record<string, unknown>;

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  maxTokens: 'max_output_tokens',
  topLogprobs: 'top_logprobs',
  parallelToolCalls: 'parallel_tool_calls',
  serviceTier: 'service_tier',
} as const;

/** What a response is asked for with, in the words in which the call came. */
export function responseBody(call: LmCall): Json {
  const { model, system, tools, sampling, carried } = call;
  const choice = toolChoiceOf(call);
  const text = { ...formatOf(call), ...(sampling.verbosity !== undefined && { verbosity: sampling.verbosity }) };
  const body = {
    model,
    input: inputItems(call),
    ...(system !== '' && { instructions: system }),
    ...renamedSampling(call, SAMPLING),
    ...(sampling.reasoningEffort !== undefined && { reasoning: { effort: sampling.reasoningEffort } }),
    ...(Object.keys(text).length > 0 && { text }),
    ...(tools.length > 0 && { tools: tools.map(toolBody) }),
    ...(choice !== undefined && { tool_choice: choiceBody(choice, tools) }),
  };
  // Whoever asks waits here: nothing would come of an answer that is only begun.
  const { background, ...asked } = carried ?? {};
  return withCarried(body, asked);
}

/** What of a call that came over this wire cannot be asked for, by name. */
export function unsupportedByResponses({ model, carried }: LmCall): string[] {
  // A budget needs its price before.
  return model === '' && carried?.prompt !== undefined ? ['a prompt of the provider’s without a model'] : [];
}

function formatOf({ schema, sampling }: LmCall): Json {
  if (schema === null) return sampling.responseFormat === 'json' ? { format: { type: 'json_object' } } : {};
  const { schemaName: name = 'reply', schemaDescription: description, schemaStrict: strict } = sampling;
  const said = { ...(description !== undefined && { description }), ...(strict !== undefined && { strict }) };
  return { format: { type: 'json_schema', name, schema, ...said } };
}

function toolBody({ name, description, parameters, type, strict, carried }: LmTool): Json {
  const described = { name, ...(description !== '' && { description }) };
  if (type === 'custom') return withCarried({ type, ...described }, carried);
  if (type !== undefined) return carried ?? { type };
  return withCarried({ type: 'function', ...described, parameters, ...(strict !== undefined && { strict }) }, carried);
}

function choiceBody({ mode, allowed }: ToolChoice, tools: readonly LmTool[]): unknown {
  if (allowed === undefined) return mode;
  const types = new Map(tools.map(({ name, type }) => [name, type === 'custom' ? type : 'function']));
  const named = allowed.map((name) => ({ type: types.get(name) ?? 'function', name }));
  return mode === 'required' && named.length === 1 ? named[0] : { type: 'allowed_tools', mode, tools: named };
}
