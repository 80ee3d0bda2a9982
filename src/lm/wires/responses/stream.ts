import type OpenAI from 'openai';
import type { LmMessageReply } from '../../../shared/boundaries/lm-call';
import { argumentPieces, cutAcross, wordsOf } from '../write-reply';
import { begunOf, tellNoLogprobs, type Whole } from './at-first';
import type { CallItem, OutputItem, ResponsesEvent, WireResponse } from './response-events';

/** One write to each piece of text and of a tool's arguments, as a test's `everyMs` and `cutAfter` count them; and one that ends the stream. */
export function streamWrites(
  response: WireResponse,
  reply: Pick<LmMessageReply, 'chunks' | 'thoughtChunks' | 'streamed' | 'native'>,
): ResponsesEvent[][] {
  const late = (reply.streamed ? reply.native?.late : undefined) ?? [];
  const begun = begunOf(response, late);
  const opening: ResponsesEvent[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
  ];
  const [first = [], ...rest] = outputWrites(response.output as OutputItem[], reply);
  // Whether there will be some, nobody knows who streams; the end of the text has them all.
  if (reply.streamed) for (const event of [first, ...rest].flat()) tellNoLogprobs(event, late);
  return [[...opening, ...first], ...rest, [{ type: ENDS[response.status ?? ''] ?? 'response.completed', response: response as Whole }]];
}

const ENDS: Readonly<Record<string, 'response.incomplete' | 'response.failed'>> = {
  incomplete: 'response.incomplete',
  failed: 'response.failed',
};

/** What comes before a text goes with its first piece: a recording's delays count the pieces of text. */
function outputWrites(
  items: readonly OutputItem[],
  { chunks, thoughtChunks }: Pick<LmMessageReply, 'chunks' | 'thoughtChunks'>,
): ResponsesEvent[][] {
  const lastMessage = items.map(({ type }) => type).lastIndexOf('message');
  const cut = cutAcross(chunks, items.flatMap(textsOf));
  const thoughts = thoughtChunks && cutAcross(thoughtChunks, items.flatMap(thoughtsOf));
  const writes: ResponsesEvent[][] = [];
  let before: ResponsesEvent[] = [];
  for (const [index, item] of items.entries()) {
    const own = item.type === 'reasoning' ? [reasoningEvents(item, index, thoughts)] : itemWrites(item, index, cut);
    if (item.type === 'reasoning' || (item.type !== 'message' && index < lastMessage)) before.push(...own.flat());
    else {
      own[0]?.unshift(...before);
      before = [];
      writes.push(...own);
    }
  }
  return before.length === 0 ? writes : [...writes, before];
}

function textsOf(item: OutputItem): string[] {
  return item.type === 'message' ? item.content.flatMap((part) => (part.type === 'output_text' ? [part.text] : [])) : [];
}

function thoughtsOf(item: OutputItem): string[] {
  return item.type === 'reasoning' ? [...item.summary, ...(item.content ?? [])].map(({ text }) => text) : [];
}

function itemWrites(item: Exclude<OutputItem, Reasoning>, index: number, cut: (readonly string[])[]): ResponsesEvent[][] {
  return item.type === 'message' ? messageWrites(item, index, cut) : callWrites(item as CallItem, index);
}

function messageWrites(item: OpenAI.Responses.ResponseOutputMessage, index: number, cut: (readonly string[])[]): ResponsesEvent[][] {
  const writes = item.content.flatMap((part, content_index) => {
    const place = { item_id: item.id, output_index: index, content_index };
    if (part.type === 'output_text') return textWrites(part, place, cut.shift() ?? []);
    return part.type === 'refusal' ? refusalWrites(part, place) : [partEvents(part, place)];
  });
  const added: ResponsesEvent = {
    type: 'response.output_item.added',
    output_index: index,
    item: { ...item, status: 'in_progress', content: [] },
  };
  const done: ResponsesEvent = { type: 'response.output_item.done', output_index: index, item };
  if (writes.length === 0) return [[added, done]];
  writes[0]?.unshift(added);
  writes.at(-1)?.push(done);
  return writes;
}

interface Place {
  readonly item_id: string;
  readonly output_index: number;
  readonly content_index: number;
}

function textWrites(part: OpenAI.Responses.ResponseOutputText, place: Place, pieces: readonly string[]): ResponsesEvent[][] {
  const logprobs = (part.logprobs ?? []).map(({ token, logprob, top_logprobs }) => ({ token, logprob, top_logprobs }));
  const deltas = pieces.map((delta, at): ResponsesEvent[] => [
    { type: 'response.output_text.delta', ...place, delta, logprobs: at === 0 ? logprobs : [] },
  ]);
  const annotations = (part.annotations ?? []).map(
    (annotation, annotation_index): ResponsesEvent => ({
      type: 'response.output_text.annotation.added',
      ...place,
      annotation,
      annotation_index,
    }),
  );
  return between(
    { type: 'response.content_part.added', ...place, part: { ...part, text: '', annotations: [], ...(part.logprobs && { logprobs: [] }) } },
    deltas,
    ...annotations,
    { type: 'response.output_text.done', ...place, text: part.text, logprobs },
    { type: 'response.content_part.done', ...place, part },
  );
}

/** What has no pieces comes whole. */
function partEvents(part: OpenAI.Responses.ResponseOutputText, place: Place): ResponsesEvent[] {
  return [
    { type: 'response.content_part.added', ...place, part },
    { type: 'response.content_part.done', ...place, part },
  ];
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

type Reasoning = OpenAI.Responses.ResponseReasoningItem;

/** `thoughts`: the pieces of each text in turn; null: they come whole. */
function reasoningEvents(item: Reasoning, index: number, thoughts: (readonly string[])[] | null): ResponsesEvent[] {
  const place = { item_id: item.id, output_index: index };
  const cut = (text: string): readonly string[] => thoughts?.shift() ?? [text];
  const summaries = item.summary.flatMap(({ text }, summary_index): ResponsesEvent[] => [
    { type: 'response.reasoning_summary_part.added', ...place, summary_index, part: { type: 'summary_text', text: '' } },
    ...cut(text).map((delta) => ({ type: 'response.reasoning_summary_text.delta' as const, ...place, summary_index, delta })),
    { type: 'response.reasoning_summary_text.done', ...place, summary_index, text },
    { type: 'response.reasoning_summary_part.done', ...place, summary_index, part: { type: 'summary_text', text } },
  ]);
  const texts = (item.content ?? []).flatMap(({ text }, content_index): ResponsesEvent[] => [
    ...cut(text).map((delta) => ({ type: 'response.reasoning_text.delta' as const, ...place, content_index, delta })),
    { type: 'response.reasoning_text.done', ...place, content_index, text },
  ]);
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, summary: [] } },
    ...summaries,
    ...texts,
    { type: 'response.output_item.done', output_index: index, item },
  ];
}
