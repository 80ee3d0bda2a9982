import type { LmCall, LmMessage, LmPart, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf, textOr } from '../../call/read-json';
import { decodeFunction } from '../openai/decode';
import { parseBody } from '../read-request';

type Json = Record<string, unknown>;

export const OLLAMA_ROUTE = /\/api\/(chat|generate|embed|embeddings)$/;

/** Reads a request of Ollama's own API: a chat, one prompt, or texts to embed. */
export function decodeOllama({ pathname }: URL, body: string): LmCall {
  const request = parseBody(body);
  const [, route = ''] = OLLAMA_ROUTE.exec(pathname) ?? [];
  if (route.startsWith('embed')) return decodeEmbed(request);
  const { model, prompt, system, images, messages, tools, format, stream, options, keep_alive: _, ...settings } = request;
  const said = route === 'chat' ? recordsOf(messages) : [{ role: 'user', content: prompt, images }];
  const instructions = said.filter(({ role }) => role === 'system').map(({ content }) => textOr(content, ''));
  return {
    ...EMPTY,
    model: textOr(model, ''),
    system: route === 'chat' ? instructions.join('\n') : textOr(system, ''),
    messages: said.filter(({ role }) => role !== 'system').map(decodeMessage),
    tools: recordsOf(tools).map(decodeTool),
    schema: isRecord(format) ? format : null,
    sampling: { ...samplingOf(recordOf(options)), ...settingsOf(settings), ...(format === 'json' && { responseFormat: 'json' }) },
    // It streams unless it is told not to.
    stream: stream !== false,
  };
}

const EMPTY: LmCall = {
  door: 'http',
  api: 'ollama',
  operation: 'generate',
  model: '',
  system: '',
  messages: [],
  tools: [],
  schema: null,
  sampling: {},
  stream: false,
  fields: null,
};

const SAMPLING: Readonly<Record<string, string>> = {
  top_p: 'topP',
  top_k: 'topK',
  num_predict: 'maxTokens',
  presence_penalty: 'presencePenalty',
  frequency_penalty: 'frequencyPenalty',
};

/** Options under our names, and those that only Ollama has under its own. */
function samplingOf(options: Json): Json {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [SAMPLING[name] ?? name, value]));
}

function settingsOf({ think, top_logprobs, ...settings }: Json): Json {
  return {
    ...settings,
    ...(typeof think === 'string' ? { reasoningEffort: think } : think !== undefined && { think }),
    ...(top_logprobs !== undefined && { topLogprobs: top_logprobs }),
  };
}

function decodeTool(tool: Json): LmTool {
  return decodeFunction(recordOf(tool.function));
}

function decodeMessage({ role, content, images, tool_calls, tool_name, tool_call_id }: Json): LmMessage {
  if (role === 'tool') {
    const of = { ...(typeof tool_name === 'string' && { name: tool_name }), ...(typeof tool_call_id === 'string' && { id: tool_call_id }) };
    return { role, parts: [{ type: 'tool_result', ...of, content: textOr(content, '') }] };
  }
  const text: LmPart[] = content === '' && Array.isArray(tool_calls) ? [] : [{ type: 'text', text: textOr(content, '') }];
  const pictures = (Array.isArray(images) ? images : []).map(
    (data): LmPart => ({ type: 'media', mimeType: 'image/*', data: String(data) }),
  );
  return { role: role === 'assistant' ? role : 'user', parts: [...text, ...pictures, ...recordsOf(tool_calls).map(decodeCall)] };
}

function decodeCall({ id, function: called }: Json): LmPart {
  const { name, arguments: args } = recordOf(called);
  return { type: 'tool_call', ...(typeof id === 'string' && { id }), name: textOr(name, ''), arguments: args ?? {} };
}

/** `input` of one text or several; `prompt` where the older route is asked. */
function decodeEmbed({ model, input, prompt, dimensions }: Json): LmCall {
  const texts = [input ?? prompt].flat().map((text) => textOr(text, ''));
  return {
    ...EMPTY,
    operation: 'embed',
    model: textOr(model, ''),
    messages: texts.map((text) => ({ role: 'user', parts: [{ type: 'text', text }] })),
    sampling: dimensions === undefined ? {} : { dimensions },
  };
}
