import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { emptyCall, textMessages } from '../empty-call';
import { Fields } from '../fields';
import { withSystem } from '../instructions';
import { parseBody } from '../read-request';
import { choiceEntry } from '../tool-choice';
import { WireFormatError, type WireHeaders } from '../wire';
import { decodeTool } from './decode-tool';

type Json = Record<string, unknown>;

export const GATEWAY_ROUTE = /\/(language|embedding)-model$/;

/**
 * Reads a request of Vercel's AI Gateway, which the AI SDK asks for a model that is given by its name alone: the options of a call as the
 * SDK's contract for providers has them (`LanguageModelV3CallOptions` of `@ai-sdk/provider`), and in headers, the model and whether it
 * streams.
 */
export function decodeGateway({ pathname }: URL, body: string, headers: WireHeaders = {}): LmCall {
  const fields = new Fields(parseBody(body));
  const model = textOr(headers['ai-language-model-id'] ?? headers['ai-model-id'], '');
  if (pathname.endsWith('/embedding-model')) return decodeEmbed(fields, model);
  // Headers of the HTTP request once more, and pieces in the words of the provider behind it: they ask for no other reply.
  for (const name of ['headers', 'includeRawChunks']) fields.take(name);
  const { schema, format } = formatOf(fields);
  return {
    ...EMPTY,
    model,
    ...withSystem(promptOf(fields).map(decodeMessage)),
    tools: fields.records('tools').map(decodeTool),
    schema,
    sampling: { ...fields.settings(SAMPLING), ...format, ...choiceOf(fields) },
    stream: headers['ai-language-model-streaming'] === 'true',
    ...fields.rest(),
  };
}

const EMPTY = emptyCall('ai_gateway');

const SAMPLING = {
  maxOutputTokens: 'maxTokens',
  temperature: 'temperature',
  stopSequences: 'stop',
  topP: 'topP',
  topK: 'topK',
  presencePenalty: 'presencePenalty',
  frequencyPenalty: 'frequencyPenalty',
  seed: 'seed',
} as const;

function promptOf(fields: Fields): Json[] {
  const prompt = fields.peek('prompt');
  if (!Array.isArray(prompt)) throw new WireFormatError('prompt is no list of messages');
  return fields.records('prompt');
}

function formatOf(fields: Fields): { schema: LmCall['schema']; format: Json } {
  const format = fields.within('responseFormat');
  const type = format.word<'json' | 'text'>('type', { json: 'json', text: 'text' });
  const schema = format.peek('schema');
  if (type !== 'json') return { schema: null, format: {} };
  if (!isRecord(schema)) return { schema: null, format: { responseFormat: 'json' } };
  return { schema: format.record('schema'), format: format.settings({ name: 'schemaName', description: 'schemaDescription' }) };
}

function choiceOf(fields: Fields): Json {
  const choice = fields.within('toolChoice');
  const mode = choice.word<'auto' | 'none' | 'required'>('type', { auto: 'auto', none: 'none', required: 'required', tool: 'required' });
  const name = choice.text('toolName');
  return mode === undefined ? {} : choiceEntry(mode, name === undefined ? [] : [name]);
}

const ROLES = { user: 'user', assistant: 'assistant', system: 'system', tool: 'tool' } as const;

function decodeMessage(message: Json): LmMessage {
  const fields = new Fields(message);
  const role = fields.word<LmMessage['role']>('role', ROLES) ?? 'user';
  const text = fields.text('content');
  const parts: LmPart[] = text === undefined ? fields.records('content').map(decodePart) : [{ type: 'text', text }];
  return { role, parts, ...fields.rest() };
}

function decodePart(part: Json): LmPart {
  const fields = new Fields(part);
  fields.take('type');
  switch (part.type) {
    case 'text':
      return { type: 'text', text: fields.text('text') ?? '', ...fields.rest() };
    case 'reasoning':
      return { type: 'thinking', ...fields.rest() };
    case 'file':
      return { type: 'media', ...fileOf(fields), ...fields.rest() };
    case 'tool-call': {
      const known = { ...idOf(fields), name: fields.text('toolName') ?? '', arguments: fields.take('input') ?? {} };
      return { type: 'tool_call', ...known, ...fields.rest() };
    }
    case 'tool-result': {
      const known = { ...idOf(fields), name: fields.text('toolName') ?? '', content: outputOf(fields.take('output')) };
      return { type: 'tool_result', ...known, ...fields.rest() };
    }
    default:
      return { type: 'other', value: part };
  }
}

function idOf(fields: Fields): { id?: string } {
  const id = fields.text('toolCallId');
  return id === undefined ? {} : { id };
}

/** Base64, or a URL; the bytes of a file come as a URL with its data. */
function fileOf(fields: Fields): Omit<Extract<LmPart, { type: 'media' }>, 'type' | 'carried'> {
  const [mimeType, filename, given] = [fields.text('mediaType'), fields.text('filename'), fields.text('data') ?? ''];
  const inUrl = /^data:([^;,]*);base64,(.*)$/s.exec(given);
  const place = inUrl !== null ? { data: inUrl[2] as string } : URL.canParse(given) ? { url: given } : { data: given };
  return { ...(mimeType !== undefined && { mimeType }), ...place, ...(filename !== undefined && { filename }) };
}

/** What a tool said, as other wires tell it: a text, JSON, or an error. */
function outputOf(output: unknown): unknown {
  if (!isRecord(output) || output.providerOptions !== undefined) return output;
  const { type } = output;
  // A text as JSON has its quotes, as the AI SDK sends it over other wires.
  const value =
    typeof type === 'string' && /json$/.test(type) && typeof output.value === 'string' ? JSON.stringify(output.value) : output.value;
  if (type === 'text' || type === 'json') return value;
  return type === 'error-text' || type === 'error-json' ? { error: value } : output;
}

function decodeEmbed(fields: Fields, model: string): LmCall {
  const texts = [fields.take('values') ?? []].flat().map((text) => textOr(text, ''));
  return {
    ...EMPTY,
    operation: 'embed',
    model,
    messages: textMessages(texts),
    ...fields.rest(),
  };
}
