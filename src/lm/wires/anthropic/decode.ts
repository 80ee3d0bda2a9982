import type { LmCall, LmMessage, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord, textOr } from '../../call/read-json';
import { Fields } from '../fields';
import { systemTexts, withSystem } from '../instructions';
import { strictOf } from '../openai/decode-tool';
import { parseBody } from '../read-request';
import { anthropicToolChoice } from '../tool-choice';
import type { WireHeaders } from '../wire';
import { decodeMessage } from './decode-message';

/** Anthropic's own addresses, and those of Google and of Amazon for the same API, which name the model. */
export const ANTHROPIC_ROUTE =
  /\/v1\/messages(\/count_tokens)?$|\/publishers\/anthropic\/models\/([^/:]+):(?:rawPredict|streamRawPredict)$|\/model\/([^/]*anthropic[^/]*)\/invoke(-with-response-stream)?$/;
const STREAMS = /:streamRawPredict$|\/invoke-with-response-stream$/;
const COUNTS = /\/(v1\/messages\/count_tokens|models\/count-tokens:rawPredict)$/;

/** Reads a Messages request, or one that only counts its tokens. */
export function decodeAnthropic(url: URL, body: string, headers: WireHeaders = {}): LmCall {
  const fields = new Fields(parseBody(body));
  const format = formatOf(fields);
  // Google's and Amazon's word for the version of the API, which is a header elsewhere.
  fields.take('anthropic_version');
  const betas = betasOf(fields, headers);
  return {
    door: 'http',
    api: 'anthropic',
    operation: COUNTS.test(url.pathname) ? 'count_tokens' : 'generate',
    model: fields.text('model') ?? modelIn(url),
    ...conversationOf(fields),
    tools: fields.records('tools').map(decodeTool),
    schema: format,
    sampling: {
      ...fields.settings(SAMPLING),
      ...fields.within('thread').settings({ previous_message_id: 'continues' }),
      ...fields.within('output_config').settings({ effort: 'reasoningEffort' }),
      ...thinkingOf(fields),
      ...anthropicToolChoice(fields),
    },
    stream: fields.take('stream') === true || STREAMS.test(url.pathname),
    fields: null,
    ...withBetas(fields.rest(), betas),
  };
}

function modelIn({ pathname }: URL): string {
  const [, , ofGoogle, ofAmazon] = ANTHROPIC_ROUTE.exec(pathname) ?? [];
  return decodeURIComponent(ofGoogle ?? ofAmazon ?? '');
}

/** What is asked for in a header, or by Google's and Amazon's word for it in the body: under the name that the client has for it, in order. */
function betasOf(fields: Fields, { 'anthropic-beta': header = '' }: WireHeaders): string[] {
  const inBody = fields.take('anthropic_beta');
  const named = [...[header].flat().join().split(','), ...(Array.isArray(inBody) ? inBody.map(String) : [])];
  return [...new Set(named.map((name) => name.trim()).filter((name) => name !== ''))].sort();
}

function withBetas({ carried }: { carried?: Record<string, unknown> }, betas: readonly string[]): { carried?: Record<string, unknown> } {
  if (betas.length === 0) return carried === undefined ? {} : { carried };
  return { carried: { ...carried, betas } };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  top_k: 'topK',
  max_tokens: 'maxTokens',
  stop_sequences: 'stop',
} as const;

function conversationOf(fields: Fields): { system: string; messages: LmMessage[] } {
  const said = systemTexts(fields);
  return withSystem(fields.records('messages').flatMap(decodeMessage), said);
}

/** Thoughts that are switched off are a budget of none, as Gemini says it. */
function thinkingOf(fields: Fields): { thinkingBudget?: unknown } {
  const thinking = fields.within('thinking');
  const type = thinking.peek('type');
  if (typeof type !== 'string') return {};
  thinking.take('type');
  return { thinkingBudget: type === 'disabled' ? 0 : (type === 'enabled' && thinking.take('budget_tokens')) || type };
}

function formatOf(fields: Fields): Record<string, unknown> | null {
  const output = fields.within('output_config');
  const isNew = isRecord(output.peek('format'));
  const format = isNew ? output.within('format') : fields.within('output_format');
  const schema = format.peek('schema');
  if (format.peek('type') !== 'json_schema' || !isRecord(schema)) return null;
  format.take('type');
  format.take('schema');
  return schema;
}

/** A tool of Anthropic's own has a type, and no schema. */
function decodeTool(tool: Record<string, unknown>): LmTool {
  const { type, name, description, input_schema: schema } = tool;
  const known = { name: textOr(name, textOr(type, '')), description: textOr(description, '') };
  if (!isRecord(schema) && typeof type === 'string') return { ...known, parameters: {}, type, carried: tool };
  const fields = new Fields(tool);
  for (const text of ['name', 'description']) fields.text(text);
  if (type === 'custom') fields.take('type');
  return { ...known, parameters: fields.record('input_schema'), ...strictOf(fields), ...fields.rest() };
}
