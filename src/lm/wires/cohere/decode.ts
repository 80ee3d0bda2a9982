import type { LmCall } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { emptyCall, textMessages } from '../empty-call';
import { Fields } from '../fields';
import { withSystem } from '../instructions';
import { decodeMessage } from '../openai/decode-message';
import { decodeTool } from '../openai/decode-tool';
import { parseBody } from '../read-request';
import { choiceEntry } from '../tool-choice';

type Json = Record<string, unknown>;

export const COHERE_ROUTE = /\/v2\/(chat|embed)$/;

/** Reads a request of version 2 of Cohere's own API (https://docs.cohere.com/reference/chat), whose messages are those of chat completions. */
export function decodeCohere({ pathname }: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  const model = fields.text('model') ?? '';
  if (pathname.endsWith('/embed')) return decodeEmbed(fields, model);
  const { schema, ...format } = formatOf(fields);
  return {
    ...emptyCall('cohere'),
    model,
    ...withSystem(fields.records('messages').map(decodeMessage)),
    tools: fields.records('tools').map(decodeTool),
    schema,
    sampling: { ...fields.settings(SAMPLING), ...thinkingOf(fields), ...format, ...choiceOf(fields) },
    stream: fields.take('stream') === true,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  p: 'topP',
  k: 'topK',
  max_tokens: 'maxTokens',
  stop_sequences: 'stop',
  seed: 'seed',
  frequency_penalty: 'frequencyPenalty',
  presence_penalty: 'presencePenalty',
} as const;

/** The schema has two names, of which the older is the SDK's. */
function formatOf(fields: Fields): { readonly schema: LmCall['schema']; readonly responseFormat?: 'json' } {
  const format = fields.within('response_format');
  const isJson = format.word('type', { json_object: true, text: false });
  const name = ['json_schema', 'schema'].find((one) => isRecord(format.peek(one)));
  if (isJson !== true) return { schema: null };
  return name === undefined ? { schema: null, responseFormat: 'json' } : { schema: format.record(name) };
}

/** Thoughts that are switched off are a budget of none. */
function thinkingOf(fields: Fields): { thinkingBudget?: unknown } {
  const thinking = fields.within('thinking');
  const isOn = thinking.word('type', { enabled: true, disabled: false });
  if (isOn === undefined) return {};
  return { thinkingBudget: isOn ? (thinking.take('token_budget') ?? 'enabled') : 0 };
}

function choiceOf(fields: Fields): ReturnType<typeof choiceEntry> {
  const mode = fields.word<'required' | 'none'>('tool_choice', { REQUIRED: 'required', NONE: 'none' });
  return mode === undefined ? {} : choiceEntry(mode);
}

/** The types say how the same numbers are written. */
function decodeEmbed(fields: Fields, model: string): LmCall {
  const types: unknown = fields.peek('embedding_types');
  if (Array.isArray(types) && types.join() === 'float') fields.take('embedding_types');
  const texts = fields.peek('texts');
  const isPlain = Array.isArray(texts) && texts.every((text) => typeof text === 'string');
  const messages = isPlain ? textMessages((fields.take('texts') as unknown[]).map((text) => textOr(text, ''))) : inputsOf(fields);
  return {
    ...emptyCall('cohere'),
    operation: 'embed',
    model,
    messages,
    sampling: fields.settings({ output_dimension: 'dimensions' }),
    ...fields.rest(),
  };
}

/** Texts and pictures together. */
function inputsOf(fields: Fields): LmCall['messages'] {
  return fields.records('inputs').map((input: Json) => ({ ...decodeMessage({ role: 'user', ...input }), role: 'user' as const }));
}
