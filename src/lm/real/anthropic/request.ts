import type Anthropic from '@anthropic-ai/sdk';
import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { renamedSampling } from '../renamed-sampling';
import { withCarried } from '../with-carried';
import { messagesOf } from './messages';

type Body = Omit<Anthropic.MessageCreateParams, 'stream'>;

const SAMPLING = { temperature: 'temperature', topP: 'top_p', topK: 'top_k' } as const;

/** The body of a request for a message. */
export function messageBody(call: LmCall): Body {
  const { sampling } = call;
  const body = {
    ...conversation(call),
    max_tokens: sampling.maxTokens,
    ...renamedSampling(call, SAMPLING),
    ...(sampling.stop !== undefined && { stop_sequences: [sampling.stop].flat() }),
  };
  return withCarried(body, carriedInBody(call)) as unknown as Body;
}

/** What Anthropic wants to be asked in a header. */
export function betaHeaders({ carried }: LmCall): { readonly headers?: Record<string, string> } {
  return Array.isArray(carried?.betas) ? { headers: { 'anthropic-beta': carried.betas.join() } } : {};
}

function carriedInBody({ carried = {} }: LmCall): LmCall['carried'] {
  const { betas, ...body } = carried;
  return body;
}

/** The body of a request that only counts: the limits of a reply are none of its settings. */
export function countBody(call: LmCall): Anthropic.MessageCountTokensParams {
  return withCarried(conversation(call), carriedInBody(call)) as unknown as Anthropic.MessageCountTokensParams;
}

function conversation(call: LmCall): object {
  const { model, system, tools } = call;
  const choice = choiceBody(call);
  const output = outputConfig(call);
  return {
    model,
    messages: messagesOf(call),
    ...(system !== '' && { system }),
    ...(tools.length > 0 && { tools: tools.map(toolBody) }),
    ...(choice !== undefined && { tool_choice: choice }),
    ...thinkingBody(call),
    ...(Object.keys(output).length > 0 && { output_config: output }),
  };
}

function outputConfig({ schema, sampling: { reasoningEffort: effort } }: LmCall): object {
  return {
    ...(effort !== undefined && { effort }),
    ...(schema !== null && { format: { type: 'json_schema', schema } }),
  };
}

/** A budget of none switches thoughts off; what is no number is Anthropic's own word for a kind of thinking. */
function thinkingBody({ sampling: { thinkingBudget: budget } }: LmCall): object {
  if (budget === undefined) return {};
  if (budget === 0) return { thinking: { type: 'disabled' } };
  return { thinking: typeof budget === 'number' ? { type: 'enabled', budget_tokens: budget } : { type: budget } };
}

function toolBody({ name, description, parameters, type, strict, carried }: LmTool): object {
  if (type !== undefined) return carried ?? { type, name };
  const schema = { type: 'object', ...parameters };
  const declared = { name, ...(description !== '' && { description }), input_schema: schema, ...(strict !== undefined && { strict }) };
  return withCarried(declared, carried);
}

function choiceBody(call: LmCall): object | undefined {
  const oneByOne = call.sampling.parallelToolCalls === false && { disable_parallel_tool_use: true };
  const choice = toolChoiceOf(call);
  if (choice !== undefined) return { ...choiceOf(choice), ...(choice.mode !== 'none' && oneByOne) };
  return oneByOne && call.tools.length > 0 ? { type: 'auto', ...oneByOne } : undefined;
}

function choiceOf({ mode, allowed }: ToolChoice): object {
  if (mode === 'required' && allowed?.length === 1) return { type: 'tool', name: allowed[0] };
  return { type: mode === 'required' ? 'any' : mode };
}
