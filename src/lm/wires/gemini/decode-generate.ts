import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf } from '../../call/read-json';
import { Fields } from '../fields';
import { contentText, isPlainText } from '../read-request';
import { geminiToolChoice } from '../tool-choice';
import { decodeContent } from './decode-content';
import { asJsonSchema } from './spellings';

/** Reads what is to be generated; a `countTokens` may carry it, too. Names are in camel case. */
export function decodeGenerate(request: Record<string, unknown>, model: string, stream: boolean): LmCall {
  const fields = new Fields(request);
  fields.take('model');
  const config = fields.within('generationConfig');
  const schema = schemaOf(config);
  return {
    door: 'http',
    api: 'gemini',
    operation: 'generate',
    model,
    system: systemOf(fields),
    messages: fields.records('contents').map(decodeContent),
    tools: fields.records('tools').flatMap(decodeTools),
    schema,
    sampling: {
      ...config.settings(SAMPLING),
      ...thinkingOf(config.within('thinkingConfig')),
      ...jsonMode(config, schema),
      ...geminiToolChoice(fields),
    },
    stream,
    fields: null,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  topP: 'topP',
  topK: 'topK',
  maxOutputTokens: 'maxTokens',
  stopSequences: 'stop',
  seed: 'seed',
  candidateCount: 'n',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  responseLogprobs: 'logprobs',
  logprobs: 'topLogprobs',
} as const;

function thinkingOf(thinking: Fields): Record<string, unknown> {
  const level = thinking.peek('thinkingLevel') === 'THINKING_LEVEL_UNSPECIFIED' ? undefined : thinking.text('thinkingLevel');
  // In capitals here, and nowhere else.
  return {
    ...thinking.settings({ thinkingBudget: 'thinkingBudget' }),
    ...(level !== undefined && { reasoningEffort: level.toLowerCase() }),
  };
}

/** JSON was asked for, by a schema or without one; any other type of text is carried. */
function jsonMode(config: Fields, schema: LmCall['schema']): { responseFormat?: 'json' } {
  const type = config.peek('responseMimeType');
  if (type !== 'application/json' && type !== 'text/plain') return {};
  config.take('responseMimeType');
  return type === 'application/json' && schema === null ? { responseFormat: 'json' } : {};
}

/** The text of a content, which may also be one text. */
export function textOf(content: unknown): string {
  return typeof content === 'string' ? content : contentText(recordOf(content).parts);
}

/** Instructions that say more than a text are carried, too. */
function systemOf(fields: Fields): string {
  const system = fields.peek('systemInstruction');
  const { role, parts, ...more } = isRecord(system) ? system : { parts: system };
  if (isPlainText(parts) && Object.keys(more).length === 0) fields.take('systemInstruction');
  return textOf(system);
}

function schemaOf(config: Fields): Record<string, unknown> | null {
  const name = ['responseJsonSchema', 'responseSchema'].find((candidate) => isRecord(config.peek(candidate)));
  return name === undefined ? null : asJsonSchema(config.take(name) as Record<string, unknown>);
}

/** Functions, and tools of Gemini's own, each of which is an entry under its name (`googleSearch`, `codeExecution`). */
function decodeTools(tool: Record<string, unknown>): LmTool[] {
  const fields = new Fields(tool);
  const functions = fields.records('functionDeclarations').map(decodeFunction);
  const own = fields.rest().carried ?? {};
  const ofGemini = Object.entries(own).map(([type, value]) => ({
    name: type,
    description: '',
    parameters: {},
    type,
    carried: { [type]: value },
  }));
  return [...functions, ...ofGemini];
}

function decodeFunction(declared: Record<string, unknown>): LmTool {
  const fields = new Fields(declared);
  const [name, description] = [fields.text('name') ?? '', fields.text('description') ?? ''];
  const schema = ['parametersJsonSchema', 'parameters'].find((candidate) => isRecord(fields.peek(candidate)));
  const parameters = schema === undefined ? {} : asJsonSchema(fields.take(schema) as Record<string, unknown>);
  return { name, description, parameters, ...fields.rest() };
}
