import type { LmCall, LmMessage, LmPart } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { emptyCall, textMessages } from '../empty-call';
import { Fields } from '../fields';
import { withSystem } from '../instructions';
import { decodeTool } from '../openai/decode-tool';
import { parseBody } from '../read-request';

type Json = Record<string, unknown>;

export const OLLAMA_ROUTE = /\/api\/(chat|generate|embed|embeddings)$/;

/** Reads a request of Ollama's own API: a chat, one prompt, or texts to embed. */
export function decodeOllama({ pathname }: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  // How long the model stays loaded.
  fields.take('keep_alive');
  const [, route = ''] = OLLAMA_ROUTE.exec(pathname) ?? [];
  const model = fields.text('model') ?? '';
  if (route.startsWith('embed')) return decodeEmbed(fields, model);
  const { schema, ...json } = formatOf(fields);
  return {
    ...EMPTY,
    model,
    ...(route === 'chat' ? withSystem(fields.records('messages').map(decodeMessage)) : promptOf(fields)),
    tools: fields.records('tools').map(decodeTool),
    schema,
    sampling: { ...samplingOf(fields.within('options')), ...settingsOf(fields), ...json },
    // It streams unless it is told not to.
    stream: fields.take('stream') !== false,
    ...fields.rest(),
  };
}

function formatOf(fields: Fields): { schema: LmCall['schema']; responseFormat?: 'json' } {
  const isSchema = isRecord(fields.peek('format'));
  const isJson = !isSchema && fields.word('format', { json: true }) === true;
  return { schema: isSchema ? fields.record('format') : null, ...(isJson && { responseFormat: 'json' }) };
}

/** One prompt, as one message. */
function promptOf(fields: Fields): Pick<LmCall, 'system' | 'messages'> {
  const message = decodeMessage({ role: 'user', content: fields.take('prompt'), images: fields.take('images') });
  return { system: fields.text('system') ?? '', messages: [message] };
}

const EMPTY = emptyCall('ollama');

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  num_predict: 'maxTokens',
  seed: 'seed',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
} as const;

function samplingOf(options: Fields): LmCall['sampling'] {
  const one = options.text('stop');
  const stop = one === undefined ? undefined : { stop: [one] };
  return { ...options.settings(SAMPLING), ...(stop ?? options.settings({ stop: 'stop' })) };
}

function settingsOf(fields: Fields): LmCall['sampling'] {
  const effort = fields.text('think');
  return {
    ...(effort !== undefined && { reasoningEffort: effort }),
    ...fields.settings({ logprobs: 'logprobs', top_logprobs: 'topLogprobs' }),
  };
}

const ROLES = { user: 'user', assistant: 'assistant', system: 'system', tool: 'tool' } as const;

function decodeMessage(message: Json): LmMessage {
  const fields = new Fields(message);
  const role = fields.word<LmMessage['role']>('role', ROLES) ?? 'user';
  const content = fields.text('content') ?? '';
  if (role === 'tool') return { role, parts: [{ type: 'tool_result', ...resultOf(fields), content }], ...fields.rest() };
  const calls = fields.records('tool_calls').map(decodeCall);
  const text: LmPart[] = content === '' && calls.length > 0 ? [] : [{ type: 'text', text: content }];
  const pictures = textsOf(fields, 'images').map((data): LmPart => ({ type: 'media', mimeType: 'image/*', data }));
  return { role, parts: [...text, ...pictures, ...calls], ...fields.rest() };
}

/** A list of texts; what is none is carried. */
function textsOf(fields: Fields, name: string): string[] {
  const value = fields.peek(name);
  const areTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return areTexts ? (fields.take(name) as string[]) : [];
}

function resultOf(fields: Fields): { name?: string; id?: string } {
  const [name, id] = [fields.text('tool_name'), fields.text('tool_call_id')];
  return { ...(name !== undefined && { name }), ...(id !== undefined && { id }) };
}

function decodeCall(call: Json): LmPart {
  const fields = new Fields(call);
  fields.take('type');
  const [id, called] = [fields.text('id'), fields.within('function')];
  const known = { name: called.text('name') ?? '', arguments: called.take('arguments') ?? {} };
  return { type: 'tool_call', ...(id !== undefined && { id }), ...known, ...fields.rest() };
}

/** `input` of one text or several; `prompt` where the older route is asked. */
function decodeEmbed(fields: Fields, model: string): LmCall {
  const [input, prompt] = [fields.take('input'), fields.take('prompt')];
  const texts = [input ?? prompt].flat().map((text) => textOr(text, ''));
  return {
    ...EMPTY,
    operation: 'embed',
    model,
    messages: textMessages(texts),
    sampling: fields.settings({ dimensions: 'dimensions' }),
    ...fields.rest(),
  };
}
