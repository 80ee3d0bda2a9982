import type OpenAI from 'openai';
import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { plainText, resultText } from '../../call/call-text';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { renamedSampling } from '../renamed-sampling';

type ChatBody = OpenAI.Chat.ChatCompletionCreateParams;

const SAMPLING = {
  temperature: 'temperature',
  topP: 'top_p',
  stop: 'stop',
  seed: 'seed',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  reasoningEffort: 'reasoning_effort',
} as const;

/** The body of a chat completion. `isOwnServer`: it goes to a server that is not OpenAI's. */
export function completionBody(call: LmCall, isOwnServer: boolean): Omit<ChatBody, 'stream' | 'stream_options'> {
  const { sampling, tools, system, messages } = call;
  const choice = toolChoiceOf(call);
  const systemMessage = system === '' ? [] : [{ role: 'system' as const, content: system }];
  return {
    model: call.model,
    messages: [...systemMessage, ...messages.flatMap(toMessages)] as ChatBody['messages'],
    ...renamedSampling(call, SAMPLING),
    // OpenAI refuses the old spelling for its newer models; other servers may know no other.
    max_completion_tokens: sampling.maxTokens as number,
    ...(isOwnServer && { max_tokens: sampling.maxTokens as number }),
    ...(tools.length > 0 && { tools: tools.map((tool) => ({ type: 'function' as const, function: { ...tool } })) }),
    ...(choice !== undefined && { tool_choice: choiceBody(choice) as never }),
    ...formatOf(call),
  };
}

/** The body of an embeddings request: all texts in one. */
export function embeddingsBody({ model, messages, sampling: { dimensions } }: LmCall): OpenAI.EmbeddingCreateParams {
  const input = messages.map(({ parts }) => plainText(parts));
  return { model, input, encoding_format: 'float', ...(dimensions !== undefined && { dimensions: Number(dimensions) }) };
}

function formatOf({ schema, sampling }: LmCall): Pick<ChatBody, 'response_format'> {
  if (schema !== null) return { response_format: { type: 'json_schema', json_schema: { name: 'reply', schema } } };
  return sampling.responseFormat === 'json' ? { response_format: { type: 'json_object' } } : {};
}

function choiceBody({ mode, allowed }: ToolChoice): unknown {
  if (allowed === undefined) return mode;
  const tools = allowed.map((name) => ({ type: 'function', function: { name } }));
  return mode === 'required' && tools.length === 1 ? tools[0] : { type: 'allowed_tools', allowed_tools: { mode, tools } };
}

function toMessages({ role, parts }: LmMessage): object[] {
  if (role === 'tool') return parts.flatMap(toResult);
  if (role === 'assistant') return [toSaid(parts)];
  return [{ role, content: parts.every((part) => part.type === 'text') ? plainText(parts) : parts.map(toContent) }];
}

function toResult(part: LmPart): object[] {
  if (part.type !== 'tool_result') return [];
  return [{ role: 'tool', tool_call_id: part.id ?? part.name ?? '', content: resultText(part.content) }];
}

function toSaid(parts: readonly LmPart[]): object {
  const calls = parts.flatMap((part) => (part.type === 'tool_call' ? [part] : []));
  const tools = calls.map(({ id, name, arguments: args }, index) => ({
    id: id ?? `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));
  const text = plainText(parts);
  return { role: 'assistant', content: text === '' && tools.length > 0 ? null : text, ...(tools.length > 0 && { tool_calls: tools }) };
}

function toContent(part: LmPart): unknown {
  if (part.type === 'text') return { type: 'text', text: part.text };
  if (part.type === 'media') return { type: 'image_url', image_url: { url: part.url ?? `data:${part.mimeType};base64,${part.data}` } };
  return part.type === 'other' ? part.value : { type: 'text', text: JSON.stringify(part) };
}
