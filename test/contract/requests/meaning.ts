import { isRecord } from '../../../src/lm/call/read-json';

type Json = Record<string, unknown>;

/** Marks for a cache, what a provider notes on its own words, and ids that tie a result to its call: no part of what is asked. */
const NOTES = new Set([
  ...['cache_control', 'prompt_cache_breakpoint', 'annotations', 'caller', 'thoughtSignature', 'signature'],
  ...['call_id', 'tool_call_id', 'tool_use_id', 'toolCallId', 'toolUseId', 'status'],
]);
const TEXTS = new Set(['text', 'input_text', 'output_text']);
/** A record of these that says nothing. */
const HOLDERS = new Set([
  ...['text', 'reasoning', 'output_config', 'response_format', 'format', 'tool_choice', 'responseFormat'],
  ...['generationConfig', 'thinkingConfig', 'toolConfig', 'functionCallingConfig', 'parameters'],
]);

/** What a body says, in one spelling: the test's own word for which bodies mean the same. */
export function meaningText(body: unknown): string {
  return JSON.stringify(meaning(body));
}

function meaning(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .filter((item) => !isThought(item))
      .map(meaning)
      .filter((item) => !isOnlyThought(item));
  if (!isRecord(value)) return value;
  const entries = Object.entries(oneSpelling(value)).map(([name, inner]) => [name, spelled(name, meaning(inner))] as const);
  return Object.fromEntries(entries.filter(([name, inner]) => !saysNothing(name, inner)).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The ways in which an API lets the same be said. */
function oneSpelling(value: Json): Json {
  const { id, refusal, function_call: called, is_error: isError, ...known } = value;
  const said: Json = { ...known };
  if (isRecord(said.responseJsonSchema)) said.responseSchema = said.responseJsonSchema;
  Reflect.deleteProperty(said, 'responseJsonSchema');
  if (id !== undefined && isMeant(value)) said.id = id;
  if (isError === true) said.is_error = true;
  if (typeof refusal === 'string') Object.assign(said, 'role' in value ? { content: [{ type: 'refusal', refusal }] } : { refusal });
  if (isRecord(called)) said.tool_calls = [{ type: 'function', function: called }];
  if (isRecord(said.input_schema) && said.type === 'custom') Reflect.deleteProperty(said, 'type');
  const { source } = said;
  if (said.type === 'document' && isRecord(source) && source.type === 'text') return { type: 'text', text: source.data };
  return said;
}

/** An id that asks for something: of a file, of a reference. */
function isMeant(value: Json): boolean {
  const isCall = /^(function|custom_tool)_call|^tool_use$|^function$|^custom$/.test(String(value.type));
  return !('role' in value || 'args' in value || 'response' in value || isCall);
}

function saysNothing(name: string, value: unknown): boolean {
  if (value === null || value === undefined || NOTES.has(name)) return true;
  if (Array.isArray(value)) return value.length === 0 || name === 'logprobs';
  return isRecord(value) ? isEmptyHolder(name, value) : HAPPENS_ANYWAY.has(`${name} ${String(value)}`);
}

const NOTHING_MORE = ['n 1', 'candidateCount 1', 'logprobs false', 'responseLogprobs false'];
const HAPPENS_ANYWAY = new Set(['strict false', 'detail auto', 'type message', 'tool_choice auto', ...NOTHING_MORE]);

function isEmptyHolder(name: string, value: Json): boolean {
  const isAuto = (name === 'tool_choice' || name === 'toolChoice') && value.type === 'auto' && Object.keys(value).length === 1;
  return isAuto || (HOLDERS.has(name) && (Object.keys(value).length === 0 || value.type === 'text'));
}

function spelled(name: string, value: unknown): unknown {
  if (typeof value === 'string') return SPELLED_TEXT[name]?.(value) ?? value;
  if (Array.isArray(value)) return SPELLED_LIST[name]?.(value) ?? value;
  return isRecord(value) ? (SPELLED_RECORD[name]?.(value) ?? value) : value;
}

const SPELLED_TEXT: Readonly<Record<string, (value: string) => unknown>> = {
  role: (value) => value.replace('developer', 'system').replace(/^(one|two)$/, 'user'),
  type: (value) => value.replace('custom_tool_call_output', 'function_call_output'),
  mode: (value) => value.replace('MODE_UNSPECIFIED', 'AUTO'),
  stop: (value) => [value],
  input: (value) => [value],
};

const SPELLED_LIST: Readonly<Record<string, (value: unknown[]) => unknown>> = {
  contents: (value) => value.map((content) => (isRecord(content) ? { role: 'user', ...content } : content)),
  tools: (value) => value.filter((tool) => !isRecord(tool) || Object.keys(tool).length > 0),
  input: oneInput,
  content: (value) => oneText(value, ''),
  output: (value) => oneText(value, ''),
  system: (value) => oneText(value, '\n'),
};

const SPELLED_RECORD: Readonly<Record<string, (value: Json) => unknown>> = {
  systemInstruction: ({ parts }) => parts,
  functionCallingConfig: (value) => (value.mode === 'AUTO' && Object.keys(value).length === 1 ? {} : value),
  functionCall: ({ id, ...value }) => value,
  functionResponse: ({ id, ...value }) => value,
  tool_choice: choice,
};

function oneText(parts: unknown[], separator: string): unknown {
  return parts.length > 0 && parts.every(isPlainText) ? parts.map(({ text }) => text).join(separator) : parts;
}

function choice(value: Json): Json {
  const named = [value.function, value.custom].find(isRecord) ?? value;
  const isTool = value.type === 'function' || value.type === 'custom';
  return isTool ? { type: 'function', name: named.name } : value;
}

/** One text, or the numbers of one. */
function oneInput(items: unknown[]): unknown {
  const [first, ...more] = items;
  if (more.length > 0) return items;
  if (typeof first === 'number') return [[first]];
  return isRecord(first) && first.role === 'user' && typeof first.content === 'string' && Object.keys(first).length === 2
    ? [first.content]
    : items;
}

function isPlainText(part: unknown): part is { text: string } {
  return isRecord(part) && TEXTS.has(String(part.type)) && Object.keys(part).sort().join() === 'text,type';
}

/** The model's own thoughts, handed back. */
function isThought(item: unknown): boolean {
  return isRecord(item) && (item.thought === true || /^(thinking|redacted_thinking|reasoning)$/.test(String(item.type)));
}

/** A message in which nothing else was. */
function isOnlyThought(item: unknown): boolean {
  return isRecord(item) && Object.keys(item).join() === 'role';
}
