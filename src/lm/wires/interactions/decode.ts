import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { Fields } from '../fields';
import { decodeFunction, decodeTyped } from '../openai/decode-tool';
import { parseBody } from '../read-request';
import { choiceEntry } from '../tool-choice';
import { turnsOf } from './decode-step';

type Json = Record<string, unknown>;

export const INTERACTIONS_ROUTE = /\/v1(?:beta|alpha)?\/interactions$/;

/** Reads a request of Gemini's Interactions. */
export function decodeInteraction(_: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  const schema = schemaOf(fields.peek('response_format'));
  if (schema !== null && saysNoMore(fields.peek('response_format'))) fields.take('response_format');
  const isJson = fields.peek('response_mime_type') === 'application/json' && fields.take('response_mime_type') !== undefined;
  return {
    door: 'http',
    api: 'gemini_interactions',
    operation: 'generate',
    model: fields.text('model') ?? textOr(fields.peek('agent'), ''),
    system: fields.text('system_instruction') ?? '',
    messages: turnsOf(fields, 'input'),
    tools: fields.records('tools').map(decodeTool),
    schema,
    sampling: {
      ...samplingOf(fields.within('generation_config')),
      ...fields.settings({ previous_interaction_id: 'continues' }),
      ...(isJson && schema === null && { responseFormat: 'json' }),
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

/** True of a format that is a schema and nothing else: what it says besides, such as a sound to the text, is carried. */
function saysNoMore(format: unknown): boolean {
  const [first, ...more] = Array.isArray(format) ? recordsOf(format) : [recordOf(format)];
  if (!isRecord(first?.schema)) return true;
  const { type = 'text', mime_type = 'application/json', schema, ...rest } = first;
  return more.length === 0 && Object.keys(rest).length === 0 && type === 'text' && mime_type === 'application/json';
}

function decodeTool(tool: Json): LmTool {
  return tool.type === 'function' ? decodeFunction(tool) : decodeTyped(tool);
}
