import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { choicesAsked } from '../../call/choices-asked';
import { toolChoiceOf } from '../../call/tool-choice';
import { renamedSampling } from '../renamed-sampling';
import { type Contract, promptOf } from './prompt';

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxTokens: 'maxOutputTokens',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
} as const;

/** What the contract's functions are called with. */
export function callOptions(call: LmCall, contract: Contract, abortSignal: AbortSignal | undefined): object {
  const { sampling, tools } = call;
  const choice = choiceOf(call);
  const format = formatOf(call);
  return {
    prompt: promptOf(call, contract),
    ...renamedSampling(call, SAMPLING),
    ...(sampling.stop !== undefined && { stopSequences: [sampling.stop].flat() }),
    ...(contract === 'v4' && sampling.reasoningEffort !== undefined && { reasoning: sampling.reasoningEffort }),
    ...(tools.length > 0 && { tools: tools.map(toolOf) }),
    ...(choice !== undefined && { toolChoice: choice }),
    ...(format !== undefined && { responseFormat: format }),
    ...(abortSignal !== undefined && { abortSignal }),
  };
}

/** What of a call the contract has no place for, by name. */
export function unsupportedByContract(call: LmCall): string[] {
  const { sampling, tools, messages } = call;
  const settings = ['logprobs', 'topLogprobs', 'verbosity', 'serviceTier', 'thinkingBudget', 'parallelToolCalls', 'taskType', 'dimensions'];
  const parts = messages.flatMap((message) => message.parts);
  return [
    ...settings.filter((name) => sampling[name] !== undefined),
    ...(choicesAsked(call) > 1 ? [`n ${choicesAsked(call)}`] : []),
    ...tools.flatMap(({ name, type }) => (type === undefined ? [] : [`the tool ${name} (${type})`])),
    ...parts.flatMap((part) => (part.type === 'media' && part.detail !== undefined ? [`detail ${part.detail}`] : [])),
  ];
}

function toolOf({ name, description, parameters, strict }: LmTool): object {
  const inputSchema = { type: 'object', properties: {}, ...parameters };
  return { type: 'function', name, description, inputSchema, ...(strict !== undefined && { strict }) };
}

function choiceOf(call: LmCall): object | undefined {
  const { mode, allowed } = toolChoiceOf(call) ?? {};
  if (mode === 'required' && allowed?.length === 1) return { type: 'tool', toolName: allowed[0] };
  return mode === undefined ? undefined : { type: mode };
}

function formatOf({ schema, sampling }: LmCall): object | undefined {
  if (schema === null) return sampling.responseFormat === 'json' ? { type: 'json' } : undefined;
  const { schemaName: name, schemaDescription: description } = sampling;
  return { type: 'json', schema, ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
}
