import type { LmCall, LmTool } from '../../../shared/boundaries/lm-call';
import { isRecord } from '../../call/read-json';
import { Fields } from '../fields';
import { withSystem } from '../instructions';
import { deploymentOf } from '../openai/decode';
import { decodeFunction, decodeTyped } from '../openai/decode-tool';
import { responseFormat } from '../openai/response-format';
import { parseBody } from '../read-request';
import { openAiToolChoice } from '../tool-choice';
import { decodeItems } from './decode-items';

export const RESPONSES_ROUTE = /\/responses(\/input_tokens)?$/;

/** Reads a request of OpenAI's Responses, or one that only counts its tokens. */
export function decodeResponses(url: URL, body: string): LmCall {
  const fields = new Fields(parseBody(body));
  fields.take('stream_options');
  const model = fields.text('model') ?? deploymentOf(url);
  const input = fields.text('input');
  const items = input === undefined ? fields.records('input') : [{ role: 'user', content: input }];
  const instructions = fields.text('instructions');
  const { schema, format } = responseFormat(fields.within('text'), 'format', null);
  return {
    door: 'http',
    api: 'openai_responses',
    operation: url.pathname.endsWith('/input_tokens') ? 'count_tokens' : 'generate',
    model,
    ...withSystem(decodeItems(items), instructions === undefined ? [] : [instructions]),
    tools: fields.records('tools').map(decodeTool),
    schema,
    sampling: { ...samplingOf(fields), ...format },
    stream: fields.take('stream') === true,
    fields: null,
    ...fields.rest(),
  };
}

const SAMPLING = {
  temperature: 'temperature',
  top_p: 'topP',
  max_output_tokens: 'maxTokens',
  top_logprobs: 'topLogprobs',
  parallel_tool_calls: 'parallelToolCalls',
  service_tier: 'serviceTier',
} as const;

function samplingOf(fields: Fields): LmCall['sampling'] {
  return {
    ...fields.settings(SAMPLING),
    ...continuesOf(fields),
    ...fields.within('reasoning').settings({ effort: 'reasoningEffort' }),
    ...fields.within('text').settings({ verbosity: 'verbosity' }),
    ...openAiToolChoice(fields, 'tool_choice'),
  };
}

/** What came before is with the provider: another conversation is another request. */
function continuesOf(fields: Fields): { continues?: unknown } {
  const conversation = fields.peek('conversation');
  if (isRecord(conversation)) return fields.within('conversation').settings({ id: 'continues' });
  return fields.settings({ previous_response_id: 'continues', conversation: 'continues' });
}

function decodeTool(tool: Record<string, unknown>): LmTool {
  if (tool.type !== 'function') return decodeTyped(tool);
  const read = decodeFunction(tool);
  // Responses are strict where nothing is said, so that a no is not the same; other wires have it anyway.
  return tool.strict === false ? { ...read, carried: { ...read.carried, strict: false } } : read;
}
