import { Engine } from '../../../src/lm/engine';
import { Journal } from '../../../src/lm/journal';
import { RuleScope } from '../../../src/lm/rules/rule-scope';
import { Redactor } from '../../../src/lm/secrets/redact';
import { promptCall } from './calls';
import { said, TestProject, tempFolder } from './cassettes/cassette-parts';

const SECRET = 'my-service-token-1';
const redactor = new Redactor({ SERVICE_TOKEN: SECRET });
const CALL = promptCall('what is it?');
const reply = said(`it is ${SECRET}`, CALL);

let temp: ReturnType<typeof tempFolder>;
beforeEach(() => {
  temp = tempFolder();
});
afterEach(() => temp.remove());

/** A test that asks a real model, or what was recorded of one. */
function askerOf(
  project: TestProject,
  mode: 'auto' | 'record' | 'replay',
  file = 'a.test.ts',
  setUp: (scope: RuleScope) => void = () => undefined,
) {
  const journal = new Journal();
  const cassettes = project.attempt(mode, { redactor, owner: { file, name: 'asks', ordinal: 0 } });
  const upstream = {
    cassettes,
    real: { answer: async () => ({ reply, costNanoUsd: 1, durationMs: 1 }) } as never,
    signals: [],
    hear: undefined,
    canAsk: () => true,
    whyNotRecorded: mode === 'replay' ? 'nothing is recorded' : null,
    recordCommand: 'npx jest',
    shownPath: (path: string) => `cassettes/${path}`,
    whileWaiting: <T>(waiting: Promise<T>) => waiting,
    onCassetteMiss: () => undefined,
  };
  const scope = new RuleScope('test', null, 'asks');
  setUp(scope);
  const asker = { lmMode: 'cached', layer: 'integration', scope, journal, label: 'asks', defaultText: '', redact: redactor.text } as const;
  const ask = async () => (await new Engine().answer(CALL, { ...asker, upstream: () => upstream })).reply;
  return { ask, cassettes, journal };
}

// Fails when a program gets something else from a live call than the model said, because of what may not be written.
test.each(['auto', 'record'] as const)('with %s the program gets what the model said; a replay has no secret', async (mode) => {
  const project = new TestProject(temp.path);
  const live = askerOf(project, mode);
  expect(await live.ask()).toEqual(reply);
  expect(live.journal.calls()).toMatchObject([{ text: `it is ${SECRET}` }]);
  await live.cassettes.finish(true);
  expect(await askerOf(project, 'replay').ask()).toMatchObject({ text: 'it is <redacted>' });
});

// Fails when an answer that was paid for is lost because it may not be written, or when nobody hears that it was not.
test('what cannot be recorded is given all the same, and fails the test', async () => {
  const live = askerOf(new TestProject(temp.path), 'auto', `${SECRET}.test.ts`);
  expect(await live.ask()).toEqual(reply);
  expect(live.journal.problems()).toMatchObject([{ code: 'CASSETTE_SECRET', message: expect.not.stringContaining(SECRET) }]);
});

// Fails when a client that tries again after a miss is asked for a recording that nobody can make.
test.each([1, 3])('a miss gives its place back: after %s tries the call still asks for its first recording', async (tries) => {
  const { ask } = askerOf(new TestProject(temp.path), 'replay');
  for (let n = 0; n < tries; n++) await expect(ask()).rejects.toThrow(/-0\.json\)/);
  const atOnce = await Promise.allSettled([ask(), ask()]);
  expect(atOnce.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(ask()).rejects.toThrow(/-0\.json\)/);
});

// Fails when a default takes the place of a recording.
test('a call that a default answers leaves its place to the next', async () => {
  const project = new TestProject(temp.path);
  const unrecorded = askerOf(project, 'replay', undefined, (scope) => scope.otherwise(undefined));
  await unrecorded.ask();
  const { cassettes } = askerOf(project, 'auto');
  await cassettes.record(cassettes.take(CALL), reply, 1);
  await cassettes.finish(true);
  expect(await unrecorded.ask()).toMatchObject({ text: 'it is <redacted>' });
});
