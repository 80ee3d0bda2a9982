import type { BatchEmbedContentsRequest, Content, ModelParams, Part } from '@google/generative-ai';
import type { LmCall, LmPart } from '../../../shared/boundaries/lm-call';
import { plainText } from '../../call/call-text';
import { isRecord } from '../../call/read-json';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { joinToolResults, toolNames } from '../../call/tool-results';
import { renamedSampling } from '../renamed-sampling';

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxTokens: 'maxOutputTokens',
  stop: 'stopSequences',
  seed: 'seed',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
} as const;

/** Everything of a call but its conversation. */
export function modelParams(call: LmCall): ModelParams {
  const choice = toolChoiceOf(call);
  return {
    model: call.model,
    ...(call.system !== '' && { systemInstruction: call.system }),
    ...(call.tools.length > 0 && { tools: [{ functionDeclarations: call.tools.map(declared) }] as never }),
    ...(choice !== undefined && { toolConfig: toolConfigOf(choice) as never }),
    generationConfig: generationConfig(call) as never,
  };
}

/** One request to each text. */
export function embeddingRequests({ messages, sampling }: LmCall): BatchEmbedContentsRequest['requests'] {
  const { dimensions, taskType } = sampling;
  return messages.map(({ parts }) => ({
    content: { role: 'user', parts: [{ text: plainText(parts) }] },
    ...(taskType !== undefined && { taskType: taskType as never }),
    // Not in the client's types, and passed on by it.
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
  }));
}

/** Names may be given only where a call is a must, or is at least checked. */
function toolConfigOf({ mode, allowed }: ToolChoice): object {
  const named = allowed !== undefined && { allowedFunctionNames: allowed };
  const modes = { required: 'ANY', none: 'NONE', auto: named === false ? 'AUTO' : 'VALIDATED' };
  return { functionCallingConfig: { mode: modes[mode], ...named } };
}

function declared({ name, description, parameters }: LmCall['tools'][number]): object {
  return { name, description, ...(Object.keys(parameters).length > 0 && { parametersJsonSchema: parameters }) };
}

function generationConfig(call: LmCall): Record<string, unknown> {
  const { sampling, schema, operation } = call;
  if (operation !== 'generate') return {};
  const isJson = schema !== null || sampling.responseFormat === 'json';
  return {
    ...renamedSampling(call, SAMPLING),
    ...(isJson && { responseMimeType: 'application/json' }),
    ...(schema !== null && { responseJsonSchema: schema }),
  };
}

/** The conversation. Gemini wants as many results in one message as the one before has calls, each under its tool's name. */
export function contentsOf({ messages }: LmCall): Content[] {
  const names = toolNames(messages);
  return joinToolResults(messages).map(({ role, parts }) => ({
    role: role === 'assistant' ? 'model' : 'user',
    parts: parts.map((part) => toPart(part, names)),
  }));
}

function toPart(part: LmPart, names: ReadonlyMap<string, string>): Part {
  switch (part.type) {
    case 'text':
      return { text: part.text };
    case 'tool_call':
      return toCall(part);
    case 'tool_result':
      return toResult(part, names);
    case 'media':
      return toMedia(part);
    default:
      return part.value as Part;
  }
}

function toCall({ name, arguments: args, signature }: Extract<LmPart, { type: 'tool_call' }>): Part {
  const call = { functionCall: { name, args: args as object } };
  return (signature === undefined ? call : { ...call, thoughtSignature: signature }) as Part;
}

function toResult({ id = '', name, content }: Extract<LmPart, { type: 'tool_result' }>, names: ReadonlyMap<string, string>): Part {
  const response = isRecord(content) ? content : { result: content };
  return { functionResponse: { name: name ?? names.get(id) ?? id, response } };
}

function toMedia({ mimeType = '', data, url = '' }: Extract<LmPart, { type: 'media' }>): Part {
  return data === undefined ? { fileData: { mimeType, fileUri: url } } : { inlineData: { mimeType, data } };
}
