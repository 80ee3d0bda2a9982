import type { GoogleGenAI as GenAi } from '@google/genai' with { 'resolution-mode': 'import' };
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import { refuseUnsupported } from '../../../src/lm/real/unsupported';
import { joinedEvents } from '../../../src/lm/wires/interactions/joined-events';
import { promptCall } from '../../unit/lm/calls';
import { DECODE } from '../requests/keys';
import { googleClients } from './google-clients';
import { ERRORS, STREAMED, WHOLE } from './interaction-bodies';
import { ScriptedProvider } from './provider';

const provider = new ScriptedProvider();
const { direct, ours, goStraight, putBack } = googleClients(provider);
beforeAll(() => provider.listen());
afterAll(() => provider.close());
afterEach(putBack);

const asking = { model: 'gemini-3.5-flash-lite', input: 'capital?', tools: [{ type: 'google_search' as const }] };
const once = { maxRetries: 0 };

async function whole(client: GenAi): Promise<unknown> {
  const { sdkHttpResponse: _, ...said } = (await client.interactions.create(asking as never, once as never)) as unknown as Record<
    string,
    unknown
  >;
  return JSON.parse(JSON.stringify(said));
}

async function streamed(client: GenAi): Promise<{ texts: string[]; all: unknown }> {
  const events: Record<string, unknown>[] = [];
  const stream = await client.interactions.create({ ...asking, stream: true } as never, once as never);
  for await (const event of stream as unknown as AsyncIterable<object>) events.push(JSON.parse(JSON.stringify(event)));
  const deltas = events.flatMap(({ delta }) => (delta === undefined ? [] : [delta as { type: string; text?: string }]));
  return {
    texts: deltas.flatMap(({ type, text }) => (type === 'text' && text ? [text] : [])),
    all: joinedEvents(events.map(withoutSteps)),
  };
}

/** What is told piece by piece alone: a client may look at nothing else. */
function withoutSteps({ interaction, ...event }: Record<string, unknown>): Record<string, unknown> {
  const { steps, ...rest } = (interaction ?? {}) as Record<string, unknown>;
  return { ...event, ...(interaction !== undefined && { interaction: rest }) };
}

// The oracle is Google's own client that asks the provider itself.
describe.each(['live', 'recorded'] as const)('%s, a client of Interactions gets what it would get of Gemini:', (run) => {
  test.each(Object.keys(WHOLE))('%s', async (name) => {
    provider.script = { body: WHOLE[name] };
    expect(await whole(ours(run))).toEqual(await whole(direct()));
  });

  test.each(Object.keys(STREAMED))('in a stream, %s', async (name) => {
    provider.script = { events: STREAMED[name] as object[] };
    expect(await streamed(ours(run))).toEqual(await streamed(direct()));
  });
});

// Fails when an error that comes in the middle of a stream is a reply that says nothing.
test('an error in the middle of a stream is one', async () => {
  provider.script = { events: [{ event_type: 'error', error: { code: 'internal', message: 'It broke.' } }] };
  goStraight();
  const real = new GeminiProvider({ apiKey: 'k', baseUrl: provider.origin, fetch });
  const call = promptCall('capital?', { api: 'gemini_interactions', stream: true });
  expect(await real.send(call)).toMatchObject({ kind: 'error', status: 500, message: 'It broke.' });
});

// Fails when what only Interactions have words for is left out where nothing can ask them, or when nobody says what would.
test('without @google/genai, what generateContent has no words for is refused by name', () => {
  const call = DECODE.gemini_interactions({ ...asking, service_tier: 'flex' });
  expect(() => refuseUnsupported(call, 'gemini', 'gemini_interactions')).not.toThrow();
  expect(() => refuseUnsupported(call, 'gemini')).toThrow(/google_search.*service_tier.*npm i -D @google\/genai/s);
  expect(() => refuseUnsupported(DECODE.gemini_interactions({ model: 'm', input: 'hi' }), 'gemini')).not.toThrow();
});

test.each(ERRORS)('an error %i is the provider’s own', async (status, body) => {
  provider.script = { status, body };
  const failure = (client: GenAi) => client.interactions.create(asking as never, once as never).catch((error: unknown) => error);
  const [expected, got] = [await failure(direct()), await failure(ours('live'))];
  expect([(got as Error).message, (got as { status: number }).status]).toEqual([(expected as Error).message, status]);
});
