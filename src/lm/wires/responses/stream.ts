import type OpenAI from 'openai';
import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { argumentPieces, textPieces, wordsOf } from '../write-reply';

type Unnumbered<E> = E extends unknown ? Omit<E, 'sequence_number'> : never;
export type ResponsesEvent = Unnumbered<OpenAI.Responses.ResponseStreamEvent>;

export type WireResponse = Omit<OpenAI.Responses.Response, 'output_text'>;
export type CallItem =
  | OpenAI.Responses.ResponseFunctionToolCall
  | OpenAI.Responses.ResponseCustomToolCall
  | OpenAI.Responses.ResponseFunctionShellToolCall;
export type OutputItem = OpenAI.Responses.ResponseOutputMessage | OpenAI.Responses.ResponseReasoningItem | CallItem;

/** One write to each piece of text and of a tool's arguments, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(reply: LmMessageReply, response: WireResponse): ResponsesEvent[][] {
  const begun = { ...response, status: 'in_progress', output: [], usage: undefined, incomplete_details: null } as unknown as Whole;
  const opening: ResponsesEvent[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  const said: ResponsesEvent[][] = [];
  for (const [index, item] of (response.output as OutputItem[]).entries()) {
    if (item.type === 'reasoning') opening.push(...reasoningEvents(item, index));
    else said.push(...(item.type === 'message' ? messageWrites(reply, item, index) : callWrites(item, index)));
  }
  const [first = [], ...rest] = said;
  const type = response.status === 'completed' ? 'response.completed' : 'response.incomplete';
  return [[...opening, ...first], ...rest, [{ type, response: response as Whole }]];
}

type Whole = OpenAI.Responses.Response;

function messageWrites(reply: LmMessageReply, item: OpenAI.Responses.ResponseOutputMessage, index: number): ResponsesEvent[][] {
  const writes = item.content.flatMap((part, content_index) => {
    const place = { item_id: item.id, output_index: index, content_index };
    return part.type === 'refusal' ? refusalWrites(part, place) : textWrites(reply, part, place);
  });
  writes[0]?.unshift({ type: 'response.output_item.added', output_index: index, item: { ...item, status: 'in_progress', content: [] } });
  writes.at(-1)?.push({ type: 'response.output_item.done', output_index: index, item });
  return writes;
}

interface Place {
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index: number;
}

function textWrites(reply: LmMessageReply, part: OpenAI.Responses.ResponseOutputText, place: Place): ResponsesEvent[][] {
  const logprobs = (part.logprobs ?? []).map(({ token, logprob, top_logprobs }) => ({ token, logprob, top_logprobs }));
  const deltas = textPieces(reply).map((delta, at): ResponsesEvent[] => [
    { type: 'response.output_text.delta', ...place, delta, logprobs: at === 0 ? logprobs : [] },
  ]);
  return between(
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    deltas,
    { type: 'response.output_text.done', ...place, text: part.text, logprobs },
    { type: 'response.content_part.done', ...place, part },
  );
}

function refusalWrites(part: OpenAI.Responses.ResponseOutputRefusal, place: Place): ResponsesEvent[][] {
  const deltas = wordsOf(part.refusal).map((delta): ResponsesEvent[] => [{ type: 'response.refusal.delta', ...place, delta }]);
  return between(
    { type: 'response.content_part.added', ...place, part: { ...part, refusal: '' } },
    deltas,
    { type: 'response.refusal.done', ...place, refusal: part.refusal },
    { type: 'response.content_part.done', ...place, part },
  );
}

/** Deltas, with what begins before the first and what ends after the last. */
function between(start: ResponsesEvent, deltas: ResponsesEvent[][], ...end: ResponsesEvent[]): ResponsesEvent[][] {
  if (deltas.length === 0) return [[start, ...end]];
  deltas[0]?.unshift(start);
  deltas.at(-1)?.push(...end);
  return deltas;
}

/** Arguments come in pieces; an action of a tool of OpenAI's own comes whole. */
function callWrites(item: CallItem, index: number): ResponsesEvent[][] {
  const place = { item_id: item.id ?? '', output_index: index };
  const done: ResponsesEvent = { type: 'response.output_item.done', output_index: index, item };
  const added = (begun: CallItem): ResponsesEvent => ({ type: 'response.output_item.added', output_index: index, item: begun });
  if (item.type === 'function_call') {
    const { arguments: args, name } = item;
    const deltas = argumentPieces(args).map((delta): ResponsesEvent[] => [
      { type: 'response.function_call_arguments.delta', ...place, delta },
    ]);
    const whole: ResponsesEvent = { type: 'response.function_call_arguments.done', ...place, arguments: args, name };
    return between(added({ ...item, arguments: '', status: 'in_progress' }), deltas, whole, done);
  }
  if (item.type !== 'custom_tool_call') return [[added({ ...item, status: 'in_progress' }), done]];
  const deltas = argumentPieces(item.input).map((delta): ResponsesEvent[] => [
    { type: 'response.custom_tool_call_input.delta', ...place, delta },
  ]);
  return between(
    added({ ...item, input: '' }),
    deltas,
    { type: 'response.custom_tool_call_input.done', ...place, input: item.input },
    done,
  );
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
