import { carriedPlaces } from '../../../src/lm/call/carried';
import { canonicalRequest, requestKey } from '../../../src/lm/cassettes/canonical-request';
import { Cassette } from '../../../src/lm/cassettes/cassette';
import { readableRequest } from '../../../src/lm/cassettes/readable-request';
import { recordedRequest, requestOf } from '../../../src/lm/cassettes/recorded-request';
import { Redactor } from '../../../src/lm/secrets/redact';
import { APIS, type Api, TYPES } from './apis';
import { meaningText } from './meaning';
import { Samples } from './samples';

const samples = new Samples(TYPES);
// What stands under the name of a secret is one to the redactor: here it is a value like any other.
const redactor = new Redactor({}).sparing(() => true);
const asIs = (said: string): string => said;
const canonicalOf = (api: Api, body: Record<string, unknown>) => canonicalRequest(api.decode(body), redactor, { texts: asIs, ids: asIs });
const keyOf = (api: Api, body: Record<string, unknown>): string => requestKey(canonicalOf(api, body));

/** Values of every setting that an API documents: each, or each second and so on, and always the first. */
export function describeRequests(nth: number): void {
  describe.each(Object.entries(APIS))('%s', (name, api) => describeApi(name, api, nth));
}

const every = <T>(nth: number, values: readonly T[]): T[] => values.filter((_, index) => index % nth === 0);

function describeApi(name: string, api: Api, nth: number): void {
  const settings = [...samples.settingsOf(api.type)].filter(([setting]) => ![...api.withoutMeaning, ...api.spellings].includes(setting));
  const all = settings.flatMap(([setting, values]) => every(nth, values).map((value) => ({ ...api.least, [setting]: value })));
  // A content of no parts is no request.
  const bodies = all.filter((body) => !/\{"contents":\[\{("role":"\w+")?\}\]\}/.test(JSON.stringify(body)));
  const meaningOf = (body: Record<string, unknown>): string => meaningText(api.spelled?.(body) ?? body);
  const meanings = new Map(bodies.map((body) => [meaningOf(body), body]));

  // Fails when two requests that ask for something else share a recording.
  test('has a key to each meaning', () => {
    const meaningOfKey = new Map<string, string>();
    const shared: string[][] = [];
    for (const body of bodies) {
      const [key, meaning] = [keyOf(api, body), meaningOf(body)];
      if ((meaningOfKey.get(key) ?? meaning) !== meaning) shared.push([meaningOfKey.get(key) as string, meaning]);
      meaningOfKey.set(key, meaning);
    }
    process.stdout.write(
      `${name}: ${settings.length} settings, ${bodies.length} values, ${meanings.size} meanings; ${shared.length} share a key\n`,
    );
    expect(shared.slice(0, 9)).toEqual([]);
  });

  // Fails when a setting is in the key, and not in the file or in what a miss shows.
  test('has each in its file, and in the difference that a miss shows', () => {
    const shown = new Map<string, string>();
    for (const body of meanings.values()) {
      const request = canonicalOf(api, body);
      const file = Cassette.shape.request.parse(JSON.parse(JSON.stringify(recordedRequest(request))));
      expect(requestKey(requestOf({ request: file } as Cassette))).toBe(requestKey(request));
      shown.set(readableRequest(request), meaningOf(body));
    }
    expect(shown.size).toBe(meanings.size);
  });

  if (api.forward === undefined) return;
  const { forward } = api;
  // Fails when a provider of the same wire is asked for something else than the program asked for.
  test('is sent on as it was meant', () => {
    const changed = [...meanings.values()].filter(
      (body) => keyOf(api, { ...api.least, ...forward(api.decode(body)) }) !== keyOf(api, body),
    );
    expect(changed.slice(0, 9)).toEqual([]);
  });

  const sent = api.withoutMeaning.filter((setting) => !/^stream/.test(setting) && !api.unsent?.includes(setting));
  if (sent.length === 0) return;
  test.each(sent)('sends %s on, though it is no part of the key', (setting) => {
    for (const value of samples.settingsOf(api.type).get(setting) ?? []) {
      const call = api.decode({ ...api.least, [setting]: value });
      expect(forward(call)).toMatchObject({ [setting]: value });
      expect(carriedPlaces(call)).toEqual([]);
      expect(keyOf(api, { ...api.least, [setting]: value })).toBe(keyOf(api, api.least));
    }
  });
}
