import OpenAI from 'openai';
import { OpenAiProvider } from '../../../src/lm/real/openai/provider';
import type { LmCall } from '../../../src/shared/boundaries/lm-call';
import { ERRORS, STREAMED, WHOLE } from './openai-bodies';
import { ScriptedProvider } from './provider';
import { type Run, throughProvider } from './through';

const provider = new ScriptedProvider();
beforeAll(() => provider.listen());
afterAll(() => provider.close());

const asking = { model: 'gpt-5', n: 2, messages: [{ role: 'user' as const, content: 'capital?' }] };
const streaming = { ...asking, stream: true as const, stream_options: { include_usage: true } };

const direct = () => new OpenAI({ apiKey: 'k', baseURL: `${provider.origin}/v1`, maxRetries: 0 });
function ours(run: Run): OpenAI {
  const real = new OpenAiProvider({ apiKey: 'k', baseUrl: `${provider.origin}/v1`, fetch });
  return new OpenAI({ apiKey: 'k', maxRetries: 0, fetch: throughProvider(real, run) });
}
const RUNS: readonly Run[] = ['live', 'recorded'];

// The oracle is the provider's own client that asks the provider itself.
describe.each(RUNS)('%s, a client of chat completions gets what it would get of the provider:', (run) => {
  test.each(Object.keys(WHOLE))('%s', async (name) => {
    provider.script = { body: WHOLE[name], headers: { 'x-request-id': 'req_abc' } };
    const [expected, got] = [await direct().chat.completions.create(asking), await ours(run).chat.completions.create(asking)];
    expect(got).toEqual(expected);
    expect([got._request_id, expected._request_id]).toEqual(['req_abc', 'req_abc']);
  });

  test.each(Object.keys(STREAMED))('in a stream, %s', async (name) => {
    provider.script = { events: STREAMED[name] as object[] };
    const final = async (client: OpenAI) => client.chat.completions.stream(streaming).finalChatCompletion();
    expect(await final(ours(run))).toEqual(await final(direct()));
    expect(await piecesOf(ours(run))).toEqual(await piecesOf(direct()));
  });

  // A recording is found by what was asked, streamed or not.
  test.each(Object.keys(WHOLE).slice(0, 4))('whole at the provider and in a stream here, %s', async (name) => {
    provider.script = { body: WHOLE[name] };
    const { choices } = await direct().chat.completions.create(asking);
    const real = new OpenAiProvider({ apiKey: 'k', baseUrl: `${provider.origin}/v1`, fetch });
    const whole = { send: (call: LmCall) => real.send({ ...call, stream: false }) } as OpenAiProvider;
    const client = new OpenAI({ apiKey: 'k', fetch: throughProvider(whole, run) });
    const got = (await client.chat.completions.stream(streaming).finalChatCompletion()).choices;
    // Of fields that it does not know the client keeps the last piece.
    const known = (all: OpenAI.Chat.ChatCompletion.Choice[]) =>
      all.map(({ message, ...choice }) => ({ ...choice, message: { ...message, reasoning_content: '', parsed: null } }));
    expect(known(got)).toEqual(known(choices));
  });
});

async function piecesOf(client: OpenAI): Promise<string[]> {
  const chunks = [];
  for await (const chunk of await client.chat.completions.create(streaming)) chunks.push(chunk);
  const first = chunks.flatMap(({ choices }) => choices.filter(({ index }) => index === 0));
  return first.map(({ delta }) => delta.content ?? '').filter((piece) => piece !== '');
}

test.each(ERRORS)('an error %i is the provider’s own, %j', async (status, body) => {
  provider.script = { status, body, headers: { 'x-request-id': 'req_err' } };
  const failure = (client: OpenAI) => client.chat.completions.create(asking).catch((error: unknown) => error);
  const [expected, got] = [await failure(direct()), await failure(ours('live'))];
  const said = (error: unknown) => {
    const { message, code, param, type, requestID, error: inner } = error as InstanceType<typeof OpenAI.APIError>;
    return { name: (error as Error).constructor.name, message, code, param, type, requestID, inner };
  };
  expect(said(got)).toEqual(said(expected));
  expect(said(got).requestID).toBe('req_err');
});
