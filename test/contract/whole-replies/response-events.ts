import { annotations, envelope, message, reasoning, response, said, search, weather } from './response-bodies';

/** Responses of OpenAI's in the events of their streams. */

type Event = { readonly type: string } & Record<string, unknown>;
const begun = { ...envelope, status: 'in_progress', completed_at: null, output: [], usage: null };
const opening: Event[] = [
  { type: 'response.created', response: begun },
  { type: 'response.in_progress', response: begun },
];
const added = (output_index: number, item: object): Event => ({ type: 'response.output_item.added', output_index, item });
const done = (output_index: number, item: object): Event => ({ type: 'response.output_item.done', output_index, item });
const place = (output_index: number, item_id: string) => ({ output_index, item_id });
const numbered = (events: readonly Event[]): object[] => events.map((event, sequence_number) => ({ ...event, sequence_number }));

function saidIn(index: number, id: string, pieces: readonly string[], whole: object): Event[] {
  const at = { ...place(index, id), content_index: 0 };
  return [
    { type: 'response.content_part.added', ...at, part: said('') },
    ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: [], obfuscation: 'x7' })),
    { type: 'response.output_text.done', ...at, text: pieces.join(''), logprobs: [] },
    { type: 'response.content_part.done', ...at, part: whole },
  ];
}

const cited = said('Paris 😀 is it.', { annotations });
const thought = { ...reasoning, summary: [{ type: 'summary_text', text: 'The user asks.' }] };
const withThoughts = [thought, search, message([cited])];
const [summary] = [{ ...place(0, 'rs_1'), summary_index: 0 }];

/** By llama.cpp. */
const SAID_AT_FIRST = { id: envelope.id, object: 'response', status: 'in_progress', output: [] };
const { logprobs, ...TEXT_AT_FIRST } = said('');
const [addedText, begunText, ...restOfText] = [
  added(0, message([], { status: 'in_progress' })),
  ...saidIn(0, 'msg_1', ['Par', 'is.'], said('Paris.')),
];

export const STREAMED: Readonly<Record<string, readonly object[]>> = {
  'text in pieces, with thoughts, a search and citations': numbered([
    ...opening,
    added(0, { ...thought, summary: [] }),
    { type: 'response.reasoning_summary_part.added', ...summary, part: { type: 'summary_text', text: '' } },
    { type: 'response.reasoning_summary_text.delta', ...summary, delta: 'The user ' },
    { type: 'response.reasoning_summary_text.delta', ...summary, delta: 'asks.' },
    { type: 'response.reasoning_summary_text.done', ...summary, text: 'The user asks.' },
    { type: 'response.reasoning_summary_part.done', ...summary, part: thought.summary[0] },
    done(0, thought),
    added(1, { ...search, status: 'in_progress' }),
    { type: 'response.web_search_call.searching', ...place(1, 'ws_1') },
    done(1, search),
    added(2, message([], { status: 'in_progress' })),
    ...saidIn(2, 'msg_1', ['Par', 'is 😀 is', ' it.'], cited),
    done(2, message([cited])),
    { type: 'response.completed', response: response(withThoughts) },
  ]),
  'calls in pieces': numbered([
    ...opening,
    added(0, { ...weather, status: 'in_progress', arguments: '' }),
    { type: 'response.function_call_arguments.delta', ...place(0, 'fc_1'), delta: '{"city": "Rome"' },
    { type: 'response.function_call_arguments.delta', ...place(0, 'fc_1'), delta: ',  "days": 2}' },
    { type: 'response.function_call_arguments.done', ...place(0, 'fc_1'), arguments: weather.arguments, name: 'weather' },
    done(0, weather),
    { type: 'response.completed', response: response([weather]) },
  ]),
  'what its server says with the end alone': numbered([
    ...['response.created', 'response.in_progress'].map((type) => ({ type, response: SAID_AT_FIRST })),
    addedText as Event,
    { ...(begunText as Event), part: TEXT_AT_FIRST },
    ...restOfText,
    done(0, message([said('Paris.')])),
    { type: 'response.completed', response: response([message([said('Paris.')])]) },
  ]),
  'a text that breaks off': numbered([
    ...opening,
    added(0, message([], { status: 'in_progress' })),
    ...saidIn(0, 'msg_1', ['Par'], said('Par')),
    done(0, message([said('Par')], { status: 'incomplete' })),
    {
      type: 'response.incomplete',
      response: response([message([said('Par')], { status: 'incomplete' })], {
        status: 'incomplete',
        completed_at: null,
        incomplete_details: { reason: 'max_output_tokens' },
      }),
    },
  ]),
  'an end that says nothing of what was said': numbered([
    ...opening,
    added(0, message([], { status: 'in_progress' })),
    ...saidIn(0, 'msg_1', ['Par', 'is.'], said('Paris.')),
    done(0, message([said('Paris.')])),
    { type: 'response.completed', response: response([]) },
  ]),
};

export const BROKEN = numbered([...opening, { type: 'error', code: 'server_error', message: 'It broke.', param: null }]);
