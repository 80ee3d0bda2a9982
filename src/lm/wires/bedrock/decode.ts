import type { LmCall, LmMessage, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { emptyCall } from '../empty-call';
import { Fields } from '../fields';
import { systemTexts, withSystem } from '../instructions';
import { strictOf } from '../openai/decode-tool';
import { parseBody } from '../read-request';
import { choiceEntry } from '../tool-choice';
import { withResultsApart } from '../tool-results';
import { WireFormatError } from '../wire';
import { decodeBlock } from './decode-block';

type Json = Record<string, unknown>;

/** Amazon Bedrock's Converse, which has one form for the models of all makers. */
export const BEDROCK_ROUTE = /\/model\/([^/]+)\/converse(-stream)?$/;

/** Reads a request of Amazon Bedrock's Converse API (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html). */
export function decodeBedrock({ pathname }: URL, body: string): LmCall {
  const fields = new Fields(withoutCachePoints(parseBody(body)));
  const [, model = '', isStreamed] = BEDROCK_ROUTE.exec(pathname) ?? [];
  const config = fields.within('toolConfig');
  const { schema, named } = formatOf(fields);
  return {
    ...emptyCall('bedrock'),
    model: decodeURIComponent(model),
    ...conversationOf(fields),
    tools: config.records('tools').map(decodeTool),
    schema,
    sampling: {
      ...fields.within('inferenceConfig').settings(SAMPLING),
      ...fields.within('additionalModelRequestFields').settings({ top_k: 'topK', topK: 'topK' }),
      ...named,
      ...choiceOf(config),
    },
    stream: isStreamed !== undefined,
    ...fields.rest(),
  };
}

const SAMPLING = { maxTokens: 'maxTokens', temperature: 'temperature', topP: 'topP', stopSequences: 'stop' } as const;

/** A mark between blocks says where a cache may begin: no reply is another for it. */
function withoutCachePoints(request: Json): Json {
  const { system, messages, toolConfig } = request;
  return {
    ...request,
    ...(Array.isArray(system) && { system: unmarked(system) }),
    ...(Array.isArray(messages) && { messages: messages.map((message) => withUnmarked(message, 'content')) }),
    ...(isRecord(toolConfig) && { toolConfig: withUnmarked(toolConfig, 'tools') }),
  };
}

function withUnmarked(holder: unknown, name: string): unknown {
  if (!isRecord(holder)) return holder;
  const list = holder[name];
  return Array.isArray(list) ? { ...holder, [name]: unmarked(list) } : holder;
}

function unmarked(blocks: readonly unknown[]): unknown[] {
  return blocks.filter((block) => !(isRecord(block) && Object.keys(block).join() === 'cachePoint'));
}

function conversationOf(fields: Fields): { system: string; messages: LmMessage[] } {
  const said = systemTexts(fields);
  return withSystem(fields.records('messages').flatMap(decodeMessage), said);
}

function decodeMessage(message: Json): LmMessage[] {
  const fields = new Fields(message);
  const role = fields.word('role', { user: 'user', assistant: 'assistant' } as const) ?? 'user';
  const parts = fields.records('content').map(decodeBlock);
  return withResultsApart({ role, parts, ...fields.rest() });
}

/** One that Amazon runs itself is kept whole. */
function decodeTool(tool: Json): LmTool {
  const { toolSpec } = tool;
  if (!isRecord(toolSpec)) {
    const [type = ''] = Object.keys(tool);
    const { name } = isRecord(tool[type]) ? tool[type] : {};
    return { name: textOr(name, type), description: '', parameters: {}, type, carried: tool };
  }
  const fields = new Fields(tool);
  const spec = fields.within('toolSpec');
  const [name, description] = [spec.text('name') ?? '', spec.text('description') ?? ''];
  const parameters = spec.within('inputSchema').record('json');
  return { name, description, parameters, ...strictOf(spec), ...fields.rest() };
}

const MODES = { auto: 'auto', any: 'required', tool: 'required' } as const;

function choiceOf(config: Fields): ReturnType<typeof choiceEntry> {
  const choice = config.peek('toolChoice');
  const [mode = '', ...others] = isRecord(choice) ? Object.keys(choice) : [];
  if (!Object.hasOwn(MODES, mode) || others.length > 0) return {};
  const named = config.within('toolChoice').within(mode);
  const allowed = mode === 'tool' ? [named.text('name') ?? ''] : [];
  const { carried } = named.rest();
  if (carried === undefined) config.take('toolChoice');
  return choiceEntry(MODES[mode as keyof typeof MODES], allowed);
}

/** The schema comes as text; a text that holds none is carried. */
function formatOf(fields: Fields): { readonly schema: LmCall['schema']; readonly named?: Json } {
  const format = fields.within('outputConfig').within('textFormat');
  const asked = format.within('structure').within('jsonSchema');
  const schema = schemaIn(asked.peek('schema'));
  if (schema === undefined) return { schema: null };
  asked.take('schema');
  format.take('type');
  return { schema, named: asked.settings({ name: 'schemaName', description: 'schemaDescription' }) };
}

function schemaIn(text: unknown): Json | undefined {
  try {
    return typeof text === 'string' ? parseBody(text) : undefined;
  } catch (error) {
    if (error instanceof WireFormatError) return undefined;
    throw error;
  }
}
