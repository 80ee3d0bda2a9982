import type OpenAI from 'openai';
import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { plainText } from '../../call/call-text';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { renamedSampling } from '../renamed-sampling';
import { withCarried } from '../with-carried';
import { messagesOf } from './messages';

type ChatBody = OpenAI.Chat.ChatCompletionCreateParams;

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stop: 'stop',
  seed: 'seed',
  n: 'n',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  reasoningEffort: 'reasoning_effort',
  verbosity: 'verbosity',
  parallelToolCalls: 'parallel_tool_calls',
  serviceTier: 'service_tier',
  logprobs: 'logprobs',
  topLogprobs: 'top_logprobs',
} as const;

/** The body of a chat completion. `isOwnServer`: it goes to a server that is not OpenAI's. */
export function completionBody(call: LmCall, isOwnServer: boolean): Omit<ChatBody, 'stream' | 'stream_options'> {
  const { sampling, tools } = call;
  const choice = toolChoiceOf(call);
  const body = {
    model: call.model,
    messages: messagesOf(call) as ChatBody['messages'],
    ...renamedSampling(call, SAMPLING),
    // OpenAI refuses the old spelling for its newer models; other servers may know no other.
    max_completion_tokens: sampling.maxTokens as number,
    ...(isOwnServer && { max_tokens: sampling.maxTokens as number }),
    ...(tools.length > 0 && { tools: tools.map(toolBody) as never }),
    ...(choice !== undefined && { tool_choice: choiceBody(choice, tools) as never }),
    ...formatOf(call),
  };
  return withCarried(body, call.carried);
}

/** The body of an embeddings request: all texts in one. */
export function embeddingsBody({ model, messages, sampling: { dimensions }, carried }: LmCall): OpenAI.EmbeddingCreateParams {
  // Token numbers come as they were given.
  const input = messages.map(({ parts: [part, ...more] }) =>
    part?.type === 'other' ? part.value : plainText(part ? [part, ...more] : []),
  );
  const body = { model, input, encoding_format: 'float', ...(dimensions !== undefined && { dimensions: Number(dimensions) }) };
  return withCarried(body, carried) as OpenAI.EmbeddingCreateParams;
}

function toolBody({ name, description, parameters, type, strict, carried }: LmTool): object {
  if (type === 'custom') return { type, custom: withCarried({ name, description }, carried) };
  if (type !== undefined) return carried ?? { type };
  const declared = { name, description, parameters, ...(strict !== undefined && { strict }) };
  return withCarried({ type: 'function', function: declared }, carried);
}

function formatOf({ schema, sampling }: LmCall): Pick<ChatBody, 'response_format'> {
  if (schema === null) return sampling.responseFormat === 'json' ? { response_format: { type: 'json_object' } } : {};
  const { schemaName: name = 'reply', schemaDescription: description, schemaStrict: strict } = sampling;
  const said = { ...(description !== undefined && { description }), ...(strict !== undefined && { strict }) };
  return { response_format: { type: 'json_schema', json_schema: { name, schema, ...said } } } as Pick<ChatBody, 'response_format'>;
}

function choiceBody({ mode, allowed }: ToolChoice, tools: readonly LmTool[]): unknown {
  if (allowed === undefined) return mode;
  const types = new Map(tools.map(({ name, type }) => [name, type === 'custom' ? type : 'function']));
  const named = allowed.map((name) => {
    const type = types.get(name) ?? 'function';
    return { type, [type]: { name } };
  });
  return mode === 'required' && named.length === 1 ? named[0] : { type: 'allowed_tools', allowed_tools: { mode, tools: named } };
}
