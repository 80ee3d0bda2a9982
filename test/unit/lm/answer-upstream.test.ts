import type { Upstream } from '../../../src/lm/asker';
import { messageReply } from '../../../src/lm/call/reply';
import { Engine } from '../../../src/lm/engine';
import { Journal } from '../../../src/lm/journal';
import { givenUp } from '../../../src/lm/real/given-up';
import { RuleScope } from '../../../src/lm/rules/rule-scope';
import { Redactor } from '../../../src/lm/secrets/redact';
import type { LmHear } from '../../../src/shared/boundaries/lm-hear';
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
  more: Partial<Upstream> = {},
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
    ...more,
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

describe('a program that leaves a stream', () => {
  const part = messageReply({ text: 'it is', chunks: ['it', ' is'], streamed: true, model: 'm' });
  const heard: (string | null)[] = [];
  const hear: LmHear = (soFar) => void heard.push(soFar().text);
  /** It leaves when it has heard that much, or goes on. */
  const streamed = (project: TestProject, mode: 'auto' | 'record' | 'replay', leaves = true) => {
    const leaving = new AbortController();
    const hears: LmHear = (soFar) => {
      hear(soFar);
      if (leaves) setImmediate(() => leaving.abort());
    };
    const answer = async (_: unknown, asker: { hear: LmHear }): Promise<never> => {
      asker.hear(() => part);
      throw givenUp(CALL);
    };
    const more = { hear: hears, signals: [leaving.signal], real: { answer } as never };
    return askerOf(project, mode, undefined, undefined, more);
  };
  beforeEach(() => heard.splice(0));

  // Fails when what it took is not recorded, or when it gets something else of the recording, or more.
  test('gets on replay what it took, and nobody is charged', async () => {
    const project = new TestProject(temp.path);
    const live = streamed(project, 'auto');
    await expect(live.ask()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
    await live.cassettes.finish(true);
    const again = streamed(project, 'replay');
    await again.ask();
    expect(heard).toEqual(['it is', 'it is']);
    expect(again.journal.problems()).toEqual([]);
    expect(again.journal.calls()).toMatchObject([{ source: 'cassette', error: { message: expect.stringContaining('LM_CALL_GIVEN_UP') } }]);
  });

  // Fails when a part is taken for the whole, or when nobody hears how to record the rest.
  test('and reads on, or asks for all of it, has a miss that says what to type', async () => {
    const project = new TestProject(temp.path);
    const live = streamed(project, 'auto');
    await expect(live.ask()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
    await live.cassettes.finish(true);
    await expect(streamed(project, 'replay', false).ask()).rejects.toMatchObject({
      code: 'LM_MISS',
      message: expect.stringMatching(/ends after 2 pieces[\s\S]*next: npx jest/),
    });
    const whole = askerOf(project, 'replay');
    await expect(whole.ask()).rejects.toThrow(/has the part of a stream that was left/);
    const anew = askerOf(project, 'auto');
    expect(await anew.ask()).toEqual(reply);
    await anew.cassettes.finish(true);
    expect(await askerOf(project, 'replay').ask()).toMatchObject({ text: 'it is <redacted>' });
  });

  // Fails when the second of two equal calls is recorded over the first.
  test('and asks the same again has a recording of each', async () => {
    const project = new TestProject(temp.path);
    const live = streamed(project, 'auto');
    for (const _ of [1, 2]) await expect(live.ask()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
    await live.cassettes.finish(true);
    expect(live.cassettes.uses.map(({ path }) => path.slice(-6))).toEqual(['0.json', '1.json']);
  });

  // Fails when a test that ran out of time leaves half an answer to its next attempt.
  test.each(['a test that failed', 'nothing was heard'])('and nothing is recorded: %s', async (why) => {
    const project = new TestProject(temp.path);
    const isFailed = why === 'a test that failed';
    const silent = { real: { answer: () => Promise.reject(givenUp(CALL)) } as never, hear };
    const live = isFailed ? streamed(project, 'auto') : askerOf(project, 'auto', undefined, undefined, silent);
    await expect(live.ask()).rejects.toMatchObject({ code: 'LM_CALL_GIVEN_UP' });
    await live.cassettes.finish(!isFailed);
    expect([await project.folder.list(), await project.pending.list()]).toEqual([[], []]);
  });
});
