import type OpenAI from 'openai';
import type { LmCall, LmMessageReply } from '../../../shared/boundaries/lm-call';
import { encodeOpenAiError, openAiRefusal } from '../openai/encode';
import { parseBody } from '../read-request';
import type { AskedRequest, WiredReply, WireReply } from '../wire';
import { eventReply, inNativeWords, jsonReply, namedEvent, replyId } from '../write-reply';
import { outputOf } from './items';
import type { ResponsesEvent, WireResponse } from './response-events';
import { streamWrites } from './stream';

/** What the id of a response begins with. */
export const RESPONSE_ID = 'resp_';

/** Events that bring a piece of the text, or of the thoughts. */
const PIECES = new Set(['response.output_text.delta', 'response.reasoning_summary_text.delta', 'response.reasoning_text.delta']);

/** Writes a reply as OpenAI's Responses; a stream as its named and numbered events. */
export function encodeResponses(reply: WiredReply, call: LmCall, asked: AskedRequest): WireReply {
  if (reply.kind === 'error') return encodeOpenAiError(reply);
  if (reply.kind === 'token_count')
    return jsonReply({ object: 'response.input_tokens', input_tokens: reply.tokens } satisfies OpenAI.Responses.InputTokenCountResponse);
  if (reply.kind !== 'message') return openAiRefusal(404, `this route has no ${reply.kind}`);
  const response = responseOf(reply, call, asked);
  if (!call.stream) return jsonReply(response, reply);
  let next = 0;
  const numbered = (event: ResponsesEvent): string => namedEvent(Object.assign({ ...event }, { sequence_number: next++ }));
  const writes = streamWrites(response, reply);
  return eventReply(
    reply,
    writes.map((events) => events.map((event) => ({ text: numbered(event), isPiece: PIECES.has(event.type) }))),
  );
}

/** A reply as a response. */
export function responseOf(reply: LmMessageReply, call: LmCall, asked: Pick<AskedRequest, 'body' | 'idSeed'>): WireResponse {
  const reason = incompleteReason(reply);
  const written: WireResponse = {
    id: replyId(RESPONSE_ID, asked.idSeed),
    object: 'response',
    // Fixed: what a test prints or snapshots is the same on every run.
    created_at: 1_700_000_000,
    status: reason === null ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === null ? null : { reason },
    model: reply.model,
    output: outputOf(reply, call, asked),
    usage: usageOf(reply),
    ...echoOf(parseBody(asked.body)),
    ...reply.extras?.body,
  };
  return inNativeWords(reply, 'openai_responses', written);
}

type Echoed = 'instructions' | 'metadata' | 'parallel_tool_calls' | 'temperature' | 'tool_choice' | 'tools' | 'top_p';

/** What a response says of its own request. */
function echoOf(asked: Partial<OpenAI.Responses.ResponseCreateParams>): Pick<WireResponse, Echoed> & Partial<WireResponse> {
  const { instructions = null, max_output_tokens = null, metadata = {}, parallel_tool_calls, previous_response_id = null } = asked;
  const {
    reasoning = null,
    temperature = null,
    text = { format: { type: 'text' } },
    tool_choice = 'auto',
    tools = [],
    top_p = null,
  } = asked;
  const settings = { max_output_tokens, previous_response_id, reasoning, temperature, text, top_p };
  return { instructions, metadata, parallel_tool_calls: parallel_tool_calls ?? true, tool_choice, tools, ...settings };
}

function incompleteReason({ finishReason }: LmMessageReply): 'max_output_tokens' | 'content_filter' | null {
  if (finishReason === 'length') return 'max_output_tokens';
  return finishReason === 'content_filter' ? 'content_filter' : null;
}

function usageOf({ usage }: LmMessageReply): OpenAI.Responses.ResponseUsage {
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0, thinkingTokens = 0 } = usage;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: cachedTokens, cache_write_tokens: cacheWriteTokens },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: thinkingTokens },
    total_tokens: inputTokens + outputTokens,
  };
}
