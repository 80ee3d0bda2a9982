import type { BatchEmbedContentsRequest, Content, Part } from '@google/generative-ai';
import type { LmCall, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { plainText } from '../../call/call-text';
import { isRecord } from '../../call/read-json';
import { type ToolChoice, toolChoiceOf } from '../../call/tool-choice';
import { answeredCalls, toolNames } from '../../call/tool-results';
import { mediaType } from '../media-type';
import { renamedSampling } from '../renamed-sampling';
import { withCarried } from '../with-carried';
import { thinkingConfig } from './thinking';

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxTokens: 'maxOutputTokens',
  stop: 'stopSequences',
  seed: 'seed',
  n: 'candidateCount',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  logprobs: 'responseLogprobs',
  topLogprobs: 'logprobs',
} as const;

/** The body of what is to be generated, under the names of Gemini's API. */
export function generateBody(call: LmCall): { contents: Content[] } {
  const choice = toolChoiceOf(call);
  const body = {
    contents: contentsOf(call),
    ...(call.system !== '' && { systemInstruction: { role: 'system', parts: [{ text: call.system }] } }),
    ...(call.tools.length > 0 && { tools: toolsOf(call.tools) }),
    ...(choice !== undefined && { toolConfig: toolConfigOf(choice) }),
    generationConfig: generationConfig(call),
  };
  return withCarried(body, call.carried);
}

/** One request to each text. */
export function embeddingRequests({ messages, sampling, carried }: LmCall): BatchEmbedContentsRequest['requests'] {
  const { dimensions, taskType } = sampling;
  return messages.map((message) => {
    const request = {
      content: { role: 'user', parts: [{ text: plainText(message.parts) }] },
      ...(taskType !== undefined && { taskType: taskType as never }),
      // Not in the client's types, and passed on by it.
      ...(dimensions !== undefined && { outputDimensionality: dimensions }),
    };
    const { taskType: ownType, dimensions: ownDimensions, ...own } = message.carried ?? {};
    const renamed = {
      ...(ownType !== undefined && { taskType: ownType }),
      ...(ownDimensions !== undefined && { outputDimensionality: ownDimensions }),
    };
    return withCarried(withCarried(request, carried), { ...renamed, ...own });
  });
}

/** Functions together, and each tool of Gemini's own as it came. */
function toolsOf(tools: readonly LmTool[]): object[] {
  const functions = tools.filter(({ type }) => type === undefined);
  const own = tools.filter(({ type }) => type !== undefined);
  return [...(functions.length > 0 ? [{ functionDeclarations: functions.map(declared) }] : []), ...own.map(({ carried = {} }) => carried)];
}

/** Names may be given only where a call is a must, or is at least checked. */
function toolConfigOf({ mode, allowed }: ToolChoice): object {
  const named = allowed !== undefined && { allowedFunctionNames: allowed };
  const modes = { required: 'ANY', none: 'NONE', auto: named === false ? 'AUTO' : 'VALIDATED' };
  return { functionCallingConfig: { mode: modes[mode], ...named } };
}

function declared({ name, description, parameters, carried }: LmTool): object {
  return withCarried({ name, description, ...(Object.keys(parameters).length > 0 && { parametersJsonSchema: parameters }) }, carried);
}

function generationConfig(call: LmCall): Record<string, unknown> {
  const { sampling, schema, operation } = call;
  if (operation !== 'generate') return {};
  const isJson = schema !== null || sampling.responseFormat === 'json';
  return {
    ...renamedSampling(call, SAMPLING),
    ...thinkingConfig(call),
    ...(isJson && { responseMimeType: 'application/json' }),
    ...(schema !== null && { responseJsonSchema: describedSchema(schema, sampling.schemaDescription) }),
  };
}

/** What the caller says of the schema stands in it: there is no other place. Its name and its strictness are implied. */
function describedSchema(schema: Record<string, unknown>, description: unknown): Record<string, unknown> {
  return description === undefined || schema.description !== undefined ? schema : { ...schema, description };
}

/** The conversation. Gemini wants as many results in one message as the one before has calls: by their tools' names, and in their order. */
function contentsOf({ messages, api }: LmCall): Content[] {
  const names = toolNames(messages);
  const said = messages.map((message) => ({ ...message, parts: message.parts.filter(isSent) })).filter(({ parts }) => parts.length > 0);
  return answeredCalls(said).map(({ role, parts, carried }) =>
    withCarried(
      { role: role === 'assistant' ? 'model' : 'user', parts: parts.map((part) => toPart(part, names, api === 'gemini')) },
      carried,
    ),
  );
}

/** Thoughts of another provider's were taken out; a part that says nothing is refused. */
function isSent(part: LmPart): boolean {
  return part.type !== 'thinking' || part.carried !== undefined;
}

function toPart(part: LmPart, names: ReadonlyMap<string, string>, withIds: boolean): Part {
  if (part.type === 'thinking') return part.carried as unknown as Part;
  return part.type === 'other' ? (part.value as Part) : withCarried(knownPart(part, names, withIds), part.carried);
}

function knownPart(part: Exclude<LmPart, { type: 'other' | 'thinking' }>, names: ReadonlyMap<string, string>, withIds: boolean): Part {
  if (part.type === 'text') return { text: part.text };
  if (part.type === 'media') return toMedia(part);
  const id = withIds && part.id !== undefined ? { id: part.id } : {};
  if (part.type === 'tool_call') return toCall(part, id);
  const { content, name } = part;
  const response = content === undefined || isRecord(content) ? { ...content } : { result: content };
  return { functionResponse: { ...id, name: name ?? names.get(part.id ?? '') ?? part.id ?? '', response } };
}

function toCall({ name, arguments: args, signature }: Extract<LmPart, { type: 'tool_call' }>, id: { id?: string }): Part {
  const call = { functionCall: { ...id, name, args: isRecord(args) ? args : { input: args } } };
  return (signature === undefined ? call : { ...call, thoughtSignature: signature }) as Part;
}

function toMedia(media: Extract<LmPart, { type: 'media' }>): Part {
  const { data, url = '' } = media;
  const mimeType = mediaType(media) ?? '';
  return data === undefined ? { fileData: { mimeType, fileUri: url } } : { inlineData: { mimeType, data } };
}
