import type OpenAI from 'openai';
import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { replyPieces } from '../write-reply';

type Unnumbered<E> = E extends unknown ? Omit<E, 'sequence_number'> : never;
export type ResponsesEvent = Unnumbered<OpenAI.Responses.ResponseStreamEvent>;

export type WireResponse = Omit<OpenAI.Responses.Response, 'output_text'>;
export type OutputItem =
  | OpenAI.Responses.ResponseOutputMessage
  | OpenAI.Responses.ResponseFunctionToolCall
  | OpenAI.Responses.ResponseReasoningItem;

/** One write to each piece of text and each tool call, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(reply: LmMessageReply, response: WireResponse): ResponsesEvent[][] {
  const begun = { ...response, status: 'in_progress', output: [], usage: undefined, incomplete_details: null } as unknown as Whole;
  const opening: ResponsesEvent[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  const said: ResponsesEvent[][] = [];
  for (const [index, item] of (response.output as OutputItem[]).entries()) {
    if (item.type === 'reasoning') opening.push(...reasoningEvents(item, index));
    else said.push(...(item.type === 'message' ? textWrites(reply, item, index) : [callEvents(item, index)]));
  }
  const [first = [], ...rest] = said;
  const type = response.status === 'completed' ? 'response.completed' : 'response.incomplete';
  return [[...opening, ...first], ...rest, [{ type, response: response as Whole }]];
}

type Whole = OpenAI.Responses.Response;

function textWrites(reply: LmMessageReply, item: OpenAI.Responses.ResponseOutputMessage, index: number): ResponsesEvent[][] {
  const [part] = item.content as [OpenAI.Responses.ResponseOutputText];
  const place = { item_id: item.id, output_index: index, content_index: 0 };
  const start: ResponsesEvent[] = [
    { type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
  ];
  const end: ResponsesEvent[] = [
    { type: 'response.output_text.done', ...place, text: part.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index: index, item },
  ];
  const deltas = replyPieces(reply).map((delta): ResponsesEvent[] => [
    { type: 'response.output_text.delta', ...place, delta, logprobs: [] },
  ]);
  if (deltas.length === 0) return [[...start, ...end]];
  deltas[0]?.unshift(...start);
  deltas.at(-1)?.push(...end);
  return deltas;
}

function callEvents(item: OpenAI.Responses.ResponseFunctionToolCall, index: number): ResponsesEvent[] {
  const { id = '', arguments: args, name } = item;
  const place = { item_id: id, output_index: index };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, arguments: '', status: 'in_progress' } },
    { type: 'response.function_call_arguments.delta', ...place, delta: args },
    { type: 'response.function_call_arguments.done', ...place, arguments: args, name },
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function reasoningEvents(item: OpenAI.Responses.ResponseReasoningItem, index: number): ResponsesEvent[] {
  const text = item.summary[0]?.text ?? '';
  const place = { item_id: item.id, output_index: index, summary_index: 0 };
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, summary: [] } },
    { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
    { type: 'response.reasoning_summary_text.delta', ...place, delta: text },
    { type: 'response.reasoning_summary_text.done', ...place, text },
    { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text } },
    { type: 'response.output_item.done', output_index: index, item },
  ];
}
