import type { GoogleGenAI as GenAi } from '@google/genai' with { 'resolution-mode': 'import' };
import { GeminiProvider } from '../../../src/lm/real/gemini/provider';
import { joinedResponses } from '../../../src/lm/wires/gemini/joined-responses';
import { promptCall } from '../../unit/lm/calls';
import { ERRORS, STREAMED, WHOLE } from './gemini-bodies';
import { ScriptedProvider } from './provider';
import { type Run, throughProvider } from './through';

const { GoogleGenAI } = require('@google/genai') as typeof import('@google/genai', { with: { 'resolution-mode': 'import' }});

const provider = new ScriptedProvider();
const native = globalThis.fetch;
beforeAll(() => provider.listen());
afterAll(() => provider.close());
afterEach(() => {
  globalThis.fetch = native;
});

const asking = { model: 'gemini-3.5-flash-lite', contents: 'capital?' };
const isOurs = (input: unknown): boolean => !String(input).startsWith(provider.origin);
const straight: typeof fetch = (input, init) => native(input, { ...init, dispatcher: undefined } as RequestInit);
function direct(): GenAi {
  globalThis.fetch = straight;
  return new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: provider.origin } });
}
/** Both clients ask by the global fetch, one with a dispatcher of its own that no sandbox has; what is asked of loopback goes there. */
function ours(run: Run): GenAi {
  const real = new GeminiProvider({ apiKey: 'k', baseUrl: provider.origin, fetch });
  const ourFetch = throughProvider(real, run);
  globalThis.fetch = (input, init) =>
    isOurs(input) ? ourFetch(input, { ...init, dispatcher: undefined } as RequestInit) : straight(input, init);
  return new GoogleGenAI({ apiKey: 'k' });
}

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
  globalThis.fetch = straight;
  const real = new GeminiProvider({ apiKey: 'k', baseUrl: provider.origin, fetch });
  expect(await real.send(promptCall('capital?', { stream: true }))).toMatchObject({ kind: 'error', status: 503, message: said.message });
});

test.each(ERRORS)('an error %i is the provider’s own', async (status, body) => {
  provider.script = { status, body };
  const failure = (client: GenAi) => client.models.generateContent(asking).catch((error: unknown) => error);
  const [expected, got] = [await failure(direct()), await failure(ours('live'))];
  expect([(got as Error).message, (got as { status: number }).status]).toEqual([(expected as Error).message, status]);
});
