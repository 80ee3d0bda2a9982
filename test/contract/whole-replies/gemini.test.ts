import type { GoogleGenAI as GenAi } from '@google/genai' with { 'resolution-mode': 'import' };
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import { joinedResponses } from '../../../src/lm/wires/gemini/joined-responses';
import { promptCall } from '../../unit/lm/calls';
import { ERRORS, STREAMED, WHOLE } from './gemini-bodies';
import { googleClients } from './google-clients';
import { ScriptedProvider } from './provider';

const provider = new ScriptedProvider();
const { direct, ours, goStraight, putBack } = googleClients(provider);
beforeAll(() => provider.listen());
afterAll(() => provider.close());
afterEach(putBack);

const asking = { model: 'gemini-3.5-flash-lite', contents: 'capital?' };

async function whole(client: GenAi): Promise<unknown> {
  const { sdkHttpResponse: _, ...response } = await client.models.generateContent(asking);
  return JSON.parse(JSON.stringify(response));
}

async function streamed(client: GenAi): Promise<{ texts: string[]; all: unknown }> {
  const chunks: Record<string, unknown>[] = [];
  for await (const { sdkHttpResponse: _, ...chunk } of await client.models.generateContentStream(asking))
    chunks.push(JSON.parse(JSON.stringify(chunk)));
  const parts = chunks.flatMap(
    ({ candidates }) => (candidates as { content?: { parts?: { text?: string; thought?: boolean }[] } }[])[0]?.content?.parts ?? [],
  );
  const texts = parts.flatMap(({ text, thought }) => (text && thought !== true ? [text] : []));
  return { texts, all: joinedResponses(chunks) };
}

// The oracle is the provider's own client that asks the provider itself.
describe.each(['live', 'recorded'] as const)('%s, a client of Gemini gets what it would get of the provider:', (run) => {
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
  const said = { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' };
  provider.script = { events: [{ candidates: [{ content: { parts: [{ text: 'Par' }] } }] }, { error: said }] };
  goStraight();
  const real = new GeminiProvider({ apiKey: 'k', baseUrl: provider.origin, fetch });
  expect(await real.send(promptCall('capital?', { stream: true }))).toMatchObject({ kind: 'error', status: 503, message: said.message });
});

test.each(ERRORS)('an error %i is the provider’s own', async (status, body) => {
  provider.script = { status, body };
  const failure = (client: GenAi) => client.models.generateContent(asking).catch((error: unknown) => error);
  const [expected, got] = [await failure(direct()), await failure(ours('live'))];
  expect([(got as Error).message, (got as { status: number }).status]).toEqual([(expected as Error).message, status]);
});
