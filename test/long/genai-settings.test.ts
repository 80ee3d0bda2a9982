import { canonicalRequest, requestKey } from '../../src/lm/cassettes/canonical-request';
import { readableRequest } from '../../src/lm/cassettes/readable-request';
import { generateBody } from '../../src/lm/real/gemini/request';
import { Redactor } from '../../src/lm/secrets/redact';
import { decodeGemini } from '../../src/lm/wires/gemini/decode';
import { TYPES } from '../contract/requests/apis';
import { meaningText } from '../contract/requests/meaning';
import { Samples } from '../contract/requests/samples';

interface GenAi {
  readonly models: { generateContent(request: object): Promise<unknown> };
}
const { GoogleGenAI } = require('@google/genai') as { GoogleGenAI: new (options: object) => GenAi };

const ROUTE = new URL('https://generativelanguage.googleapis.com/v1beta/models/m:generateContent');
/** What the client keeps to itself, and what is for the provider's books. */
const NOT_ASKED = ['httpOptions', 'abortSignal', 'automaticFunctionCalling', 'labels'];
const redactor = new Redactor({}).sparing(() => true);
const asIs = (said: string): string => said;
const decode = (body: string) => decodeGemini(ROUTE, body);
const canonicalOf = (body: string) => canonicalRequest(decode(body), redactor, { texts: asIs, ids: asIs });

/** The body that Google's client sends for a setting: to Gemini, or to Vertex for what only that knows; null where it sends nothing. */
async function sentFor(config: Record<string, unknown>): Promise<string | null> {
  for (const vertexai of [false, true]) {
    const sent: string[] = [];
    globalThis.fetch = (async (_: unknown, init: { body?: string }) => {
      sent.push(String(init.body));
      return new Response('{"candidates": []}', { headers: { 'content-type': 'application/json' } });
    }) as unknown as typeof fetch;
    const client = new GoogleGenAI({ apiKey: 'k', vertexai });
    await client.models.generateContent({ model: 'm', contents: 'hi', config }).catch(() => undefined);
    if (sent[0] !== undefined) return sent[0];
  }
  return null;
}

// Fails when two settings of Google's client that ask for something else share a recording, or do not reach Gemini.
test('every setting of @google/genai has its key, is shown, and is sent on', async () => {
  const settings = [...new Samples(TYPES).settingsOf('GenerateConfig')].filter(([setting]) => !NOT_ASKED.includes(setting));
  const byKey = new Map<string, string>();
  const wrong: unknown[] = [];
  let [values, unsent] = [0, 0];
  const given = settings.flatMap(([setting, some]) => some.map((value) => [setting, value] as const));
  for (const [setting, value] of given) {
    const body = await sentFor({ [setting]: value });
    if (body === null) {
      unsent++;
      continue;
    }
    values++;
    const request = canonicalOf(body);
    const [key, meaning] = [requestKey(request), meaningText(JSON.parse(body))];
    if ((byKey.get(key) ?? meaning) !== meaning) wrong.push([setting, byKey.get(key), meaning]);
    byKey.set(key, meaning);
    if (requestKey(canonicalOf(JSON.stringify(generateBody(decode(body))))) !== key) wrong.push([setting, 'is not sent on', body]);
  }
  process.stdout.write(
    `@google/genai: ${settings.length} settings, ${values} values sent, ${unsent} that it refuses; ${wrong.length} wrong\n`,
  );
  expect(wrong.slice(0, 12)).toEqual([]);
  expect(values).toBeGreaterThan(500);
  expect(readableRequest(canonicalOf('{"generationConfig":{"speechConfig":{"languageCode":"en"}}}'))).toContain('"languageCode":"en"');
});
