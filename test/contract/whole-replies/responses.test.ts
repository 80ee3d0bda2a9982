import OpenAI from 'openai';
import { isRecordable } from '../../../src/lm/cassettes/recorded-reply';
import { OpenAiProvider } from '../../../src/lm/real/openai/provider';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import { promptCall } from '../../unit/lm/calls';
import { ScriptedProvider } from './provider';
import { ERRORS, FAILED, WHOLE } from './response-bodies';
import { BROKEN, STREAMED } from './response-events';
import { type Run, throughProvider } from './through';

const provider = new ScriptedProvider();
beforeAll(() => provider.listen());
afterAll(() => provider.close());

const asking = { model: 'gpt-5', input: 'capital?', tools: [{ type: 'web_search' as const }, { type: 'local_shell' as const }] };
const streaming = { ...asking, stream: true as const };

const direct = () => new OpenAI({ apiKey: 'k', baseURL: `${provider.origin}/v1`, maxRetries: 0 });
/** OpenAI's provider, asked on the wire of the call. */
function real(): OpenAiProvider {
  const asked = new OpenAiProvider({ apiKey: 'k', baseUrl: `${provider.origin}/v1`, fetch });
  return { send: (call, signal, hear) => asked.send(call, signal, hear, 'openai_responses') } as OpenAiProvider;
}
const ours = (run: Run) => new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: throughProvider(real(), run) });

interface Streamed {
  readonly texts: string[];
  readonly thoughts: string[];
  readonly first: unknown;
  readonly begunPart: unknown;
  readonly whole: unknown;
}

async function streamed(client: OpenAI): Promise<Streamed> {
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  for await (const event of await client.responses.create(streaming)) events.push(event);
  const deltas = (type: string) => events.flatMap((event) => (event.type === type && 'delta' in event ? [event.delta as string] : []));
  const whole = events.at(-1) as OpenAI.Responses.ResponseCompletedEvent;
  return {
    texts: deltas('response.output_text.delta'),
    thoughts: deltas('response.reasoning_summary_text.delta'),
    first: without(events[0] as object, 'usage'),
    begunPart: without(events.find(({ type }) => type === 'response.content_part.added') ?? {}, 'sequence_number'),
    whole: without(whole, 'sequence_number'),
  };
}

/** `usage` is told as null before it is known, or not at all. */
function without({ ...event }: object, name: string): unknown {
  return JSON.parse(JSON.stringify(event, (key, value: unknown) => (key === name || key === 'sequence_number' ? undefined : value)));
}

// The oracle is the provider's own client that asks the provider itself.
describe.each(['live', 'recorded'] as const)('%s, a client of Responses gets what it would get of the provider:', (run) => {
  test.each(Object.keys(WHOLE))('%s', async (name) => {
    provider.script = { body: WHOLE[name], headers: { 'x-request-id': 'req_abc' } };
    const [expected, got] = [await direct().responses.create(asking), await ours(run).responses.create(asking)];
    expect(got).toEqual(expected);
    expect([got._request_id, expected._request_id]).toEqual(['req_abc', 'req_abc']);
  });

  test.each(Object.keys(STREAMED))('in a stream, %s', async (name) => {
    provider.script = { events: STREAMED[name] as object[] };
    const [expected, got] = [await streamed(direct()), await streamed(ours(run))];
    if (!name.includes('says nothing')) expect(got).toEqual(expected);
    expect(got).toMatchObject({ texts: expected.texts, thoughts: expected.thoughts, first: expected.first, begunPart: expected.begunPart });
  });

  // A recording is found by what was asked, streamed or not.
  test.each(Object.keys(WHOLE))('whole at the provider and in a stream here, %s', async (name) => {
    provider.script = { body: WHOLE[name] };
    const expected = await direct().responses.create(asking);
    const asked = real();
    const whole = { send: (call: LmCall) => asked.send({ ...call, stream: false }) } as OpenAiProvider;
    const client = new OpenAI({ apiKey: 'k', fetch: throughProvider(whole, run) });
    const got = await client.responses.stream(asking).finalResponse();
    expect(got.output_text).toBe(expected.output_text);
    expect(got.output.map((item) => without(item, 'parsed_arguments'))).toMatchObject(expected.output);
  });
});

test('what is read of a response has our names, too', async () => {
  provider.script = { body: WHOLE['text with thoughts, citations and what a search found'] };
  expect(await real().send(promptCall('capital?', { api: 'openai_responses' }))).toMatchObject({
    text: 'Paris 😀 is it.',
    thinking: '**Looking up**The user asks for a capital.',
    usage: { inputTokens: 20, outputTokens: 9, cachedTokens: 4, thinkingTokens: 3 },
    finishReason: 'stop',
  });
  provider.script = { body: WHOLE['calls of tools between thoughts, of which one is no JSON'] };
  expect(await real().send(promptCall('capital?', { api: 'openai_responses' }))).toMatchObject({
    toolCalls: [
      { id: 'call_1', name: 'weather', arguments: { city: 'Rome', days: 2 } },
      { id: 'call_2', name: 'weather', arguments: { unparsed: '{"city":' } },
      { id: 'call_3', name: 'run', arguments: { input: 'print(1)' } },
    ],
    finishReason: 'tool_calls',
  });
});

// Fails when a response that failed plays for ever, or when the program is not told of it.
test('a response that failed comes as it is, and is not recorded', async () => {
  provider.script = { body: FAILED };
  expect(await ours('live').responses.create(asking)).toEqual(await direct().responses.create(asking));
  expect(isRecordable(await real().send(promptCall('capital?', { api: 'openai_responses' })))).toBe(false);
});

// Fails when an error that comes in the middle of a stream is a reply that says nothing.
test('an error in the middle of a stream is one', async () => {
  provider.script = { events: BROKEN };
  const call = promptCall('capital?', { api: 'openai_responses', stream: true });
  expect(await real().send(call)).toMatchObject({ kind: 'error', status: 500, message: 'It broke.' });
});

// Fails when an answer in the words of another wire is a reply that says nothing.
test.each([[{ body: { choices: [] } }], [{ events: [{ object: 'chat.completion.chunk', choices: [] }] }]])(
  'what is no response is none: %j',
  async (script) => {
    provider.script = script;
    const call = promptCall('capital?', { api: 'openai_responses', stream: 'events' in script });
    await expect(real().send(call)).rejects.toThrow(/what is no response/);
  },
);

test.each(ERRORS)('an error %i is the provider’s own, %j', async (status, body) => {
  provider.script = { status, body, headers: { 'x-request-id': 'req_err' } };
  const failure = (client: OpenAI) => client.responses.create(asking).catch((error: unknown) => error);
  const [expected, got] = [await failure(direct()), await failure(ours('live'))];
  const said = (error: unknown) => {
    const { message, code, param, type, requestID, error: inner } = error as InstanceType<typeof OpenAI.APIError>;
    return { name: (error as Error).constructor.name, message, code, param, type, requestID, inner };
  };
  expect(said(got)).toEqual(said(expected));
});
