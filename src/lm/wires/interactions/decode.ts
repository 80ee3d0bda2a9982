import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { Fields } from '../fields';
import { decodeFunction, decodeTyped } from '../openai/decode-tool';
import { parseBody } from '../read-request';
import { choiceEntry } from '../tool-choice';

type Json = Record<string, unknown>;

export const INTERACTIONS_ROUTE = /\/v1(?:beta|alpha)?\/interactions$/;

/** Reads a request of Gemini's Interactions. */
export function decodeInteraction(_: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  const schema = schemaOf(fields.peek('response_format'));
  if (schema !== null) fields.take('response_format');
  const isJson = fields.take('response_mime_type') === 'application/json' && schema === null;
  return {
    door: 'http',
    api: 'gemini_interactions',
    operation: 'generate',
    model: textOr(fields.take('model'), textOr(fields.peek('agent'), '')),
    system: fields.text('system_instruction') ?? '',
    messages: turnsOf(fields.take('input')),
    tools: recordsOf(fields.take('tools')).map(decodeTool),
    schema,
    sampling: {
      ...samplingOf(fields.within('generation_config')),
      ...fields.settings({ previous_interaction_id: 'continues' }),
      ...(isJson && { responseFormat: 'json' }),
    },
    stream: fields.take('stream') === true,
    fields: null,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  seed: 'seed',
  stop_sequences: 'stop',
  max_output_tokens: 'maxTokens',
  thinking_level: 'reasoningEffort',
} as const;

const MODES = { auto: 'auto', any: 'required', none: 'none' } as const;

/** A choice that is not understood is carried. */
function samplingOf(config: Fields): Json {
  const choice = config.peek('tool_choice');
  const { mode, tools } = recordOf(recordOf(choice).allowed_tools);
  const asked = MODES[(isRecord(choice) ? mode : choice) as keyof typeof MODES];
  if (asked !== undefined) config.take('tool_choice');
  const names = (Array.isArray(tools) ? tools : []) as string[];
  return { ...config.settings(SAMPLING), ...(asked !== undefined && choiceEntry(asked, names)) };
}

/** The format of today, one or several; or a schema by itself, as it was before. */
function schemaOf(format: unknown): Json | null {
  const [first] = Array.isArray(format) ? recordsOf(format).filter(({ schema }) => isRecord(schema)) : [recordOf(format)];
  if (first === undefined) return null;
  if (isRecord(first.schema)) return first.schema;
  return isRecord(first.properties) ? first : null;
}

function decodeTool(tool: Json): LmTool {
  return tool.type === 'function' ? decodeFunction(tool) : decodeTyped(tool);
}

/** A text, a content, contents of one turn, or steps. */
function turnsOf(input: unknown): LmMessage[] {
  if (typeof input === 'string') return [{ role: 'user', parts: [{ type: 'text', text: input }] }];
  const items = isRecord(input) ? [input] : recordsOf(input);
  const areContents = items.every((item) => !isStep(item) && item.role === undefined);
  return areContents ? [{ role: 'user', parts: items.map(decodeContent) }] : items.flatMap(decodeStep);
}

const STEP = /^(user_input|model_output|thought|.*_(call|result))$/;

function isStep({ type }: Json): boolean {
  return typeof type === 'string' && STEP.test(type);
}

function decodeStep(step: Json): LmMessage[] {
  const { type, id, call_id, name } = step;
  switch (type) {
    case 'user_input':
      return [{ role: 'user', parts: contentsOf(step.content) }];
    case 'model_output':
      return [{ role: 'assistant', parts: contentsOf(step.content) }];
    case 'function_call':
      return [
        { role: 'assistant', parts: [{ type: 'tool_call', id: textOr(id, ''), name: textOr(name, ''), arguments: step.arguments ?? {} }] },
      ];
    case 'function_result':
      return [
        {
          role: 'tool',
          parts: [
            { type: 'tool_result', id: textOr(call_id, ''), ...(typeof name === 'string' && { name }), content: resultOf(step.result) },
          ],
        },
      ];
    // The model's own notes, handed back: no part of what is asked.
    case 'thought':
      return [];
    case undefined:
      return [{ role: step.role === 'model' ? 'assistant' : 'user', parts: contentsOf(step.content) }];
    default:
      return [{ role: String(type).endsWith('_result') ? 'tool' : 'assistant', parts: [{ type: 'other', value: step }] }];
  }
}

function resultOf(result: unknown): unknown {
  const texts = recordsOf(result);
  return texts.length > 0 && texts.every(({ type }) => type === 'text') ? texts.map(({ text }) => textOr(text, '')).join('') : result;
}

function contentsOf(content: unknown): LmPart[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return (isRecord(content) ? [content] : recordsOf(content)).map(decodeContent);
}

function decodeContent(content: Json): LmPart {
  if (typeof content.text === 'string') return { type: 'text', text: content.text };
  const { mime_type, data, uri } = content;
  const mime = typeof mime_type === 'string' && { mimeType: mime_type };
  if (typeof data === 'string') return { type: 'media', ...mime, data };
  return typeof uri === 'string' ? { type: 'media', ...mime, url: uri } : { type: 'other', value: content };
}
