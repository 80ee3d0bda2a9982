import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redactor } from '../../../../src/lm/secrets/redact';
import type { LmMessageReply } from '../../../../src/shared/boundaries/lm-call';
import { promptCall } from '../calls';
import { ask, said, TestProject, tempFolder } from './cassette-parts';

const never = (): never => {
  throw new Error('the provider was asked');
};
const call = promptCall('capital?');
const textOf = (reply: unknown): string | null => (reply as LmMessageReply).text;

let temp: ReturnType<typeof tempFolder>;
let project: TestProject;
beforeEach(() => {
  temp = tempFolder();
  project = new TestProject(temp.path);
});
afterEach(() => temp.remove());

/** One attempt from its first call to its end. */
async function attempt(mode: 'auto' | 'replay' | 'record', answer: string | typeof never, passed = true): Promise<string | null> {
  const cassettes = project.attempt(mode);
  const reply = await ask(cassettes, call, typeof answer === 'string' ? () => said(answer) : answer);
  await cassettes.finish(passed);
  return textOf(reply);
}

// Fails when equal requests are answered by one another's recordings, or by none, at the next run.
describe('equal requests of one test', () => {
  test('are told apart by their number, also when they come at once and are answered in another order', async () => {
    const first = project.attempt();
    const tracks = [first.take(call), first.take(call), first.take(promptCall('other')), first.take(call)];
    for (const index of [3, 0, 2, 1]) await first.record(tracks[index] as never, said(`answer ${index}`), 1);
    await first.finish(true);
    const again = project.attempt('replay');
    const replies = [await ask(again, call, never), await ask(again, call, never), await ask(again, call, never)];
    expect(replies.map(textOf)).toEqual(['answer 0', 'answer 1', 'answer 3']);
  });

  test('a call that failed and was sent again leaves no hole', async () => {
    const first = project.attempt();
    const failed = first.take(call);
    first.giveBack(failed);
    await ask(first, call, () => said('second try'));
    await first.finish(true);
    expect(textOf(await ask(project.attempt('replay'), call, never))).toBe('second try');
  });

  test('begin anew with each attempt', async () => {
    await attempt('auto', 'Paris', false);
    await attempt('auto', never, false);
    expect(await attempt('auto', never)).toBe('Paris');
    expect(await project.folder.list()).toHaveLength(1);
  });
});

// Fails when something is paid for twice, kept too early, or answers where it must not.
describe('what a test that failed was answered', () => {
  test('answers its next attempt, in another run too, and becomes a cassette when it passes', async () => {
    await attempt('auto', 'Paris', false);
    expect(await project.folder.list()).toEqual([]);
    project.nextRun();
    expect(await attempt('auto', never)).toBe('Paris');
    expect(await project.folder.list()).toHaveLength(1);
    expect(readdirSync(project.pending.root)).toEqual([]);
  });

  test('gives way to a cassette that somebody else committed meanwhile', async () => {
    await attempt('auto', 'pending', false);
    const other = new TestProject(join(temp.path, 'other'));
    const cassettes = other.attempt();
    await ask(cassettes, call, () => said('committed'));
    await cassettes.finish(true);
    for (const path of await other.folder.list()) await project.folder.keep(path, readFileSync(join(other.folder.root, path), 'utf8'));
    expect(await attempt('auto', never)).toBe('committed');
  });

  test('does not answer in replay, and does not become a cassette there', async () => {
    await attempt('auto', 'Paris', false);
    project.nextRun();
    const cassettes = project.attempt('replay');
    expect(await cassettes.find(cassettes.take(call))).toBeNull();
    await cassettes.finish(true);
    expect(await project.folder.list()).toEqual([]);
  });

  test('is asked anew by DSPEX_LM=record of a later run, but not of a retry', async () => {
    await attempt('record', 'wrong', false);
    expect(await attempt('record', never, false)).toBe('wrong');
    project.nextRun();
    expect(await attempt('record', 'right')).toBe('right');
    expect(await attempt('replay', never)).toBe('right');
  });
});

// Fails when record loses the old answer of a test that then fails, or keeps it when it passes.
test('record replaces a cassette when the test passes, and only then', async () => {
  await attempt('auto', 'old');
  project.nextRun();
  await attempt('record', 'new', false);
  expect(await attempt('replay', never)).toBe('old');
  project.nextRun();
  await attempt('record', 'new');
  expect(await attempt('replay', never)).toBe('new');
});

test('auto never changes a cassette that is there', async () => {
  await attempt('auto', 'old');
  expect(await attempt('auto', never)).toBe('old');
});

// Fails when a renamed test must be recorded anew.
test('a renamed test plays what it recorded under its old name, and says so', async () => {
  await attempt('auto', 'Paris');
  project.nextRun();
  const renamed = project.attempt('replay', { owner: { file: 'a.test.ts', name: 'asks politely', ordinal: 0 } });
  expect(textOf(await ask(renamed, call, never))).toBe('Paris');
  expect(renamed.uses).toMatchObject([{ how: 'moved', path: (await project.folder.list())[0] }]);
});

// Fails when a stream, a vector, or a text comes back other than it was.
describe('what is played', () => {
  const played = async (reply: ReturnType<typeof said>, replay: 'instant' | 'realtime' = 'instant') => {
    const cassettes = project.attempt();
    await ask(cassettes, call, () => reply);
    await cassettes.finish(true);
    return ask(project.attempt('replay', { replay }), call, never);
  };

  test('is the whole reply: lines, thoughts, tool calls, usage, chunks', async () => {
    const reply = {
      ...(said('one\r\ntwo\n\nthree \ud83d\ude80\n') as LmMessageReply),
      thinking: 'hm\nhm',
      toolCalls: [{ id: 'c1', name: 'get', arguments: { a: [1, null, 'x'] }, signature: 'sig' }],
      finishReason: 'length' as const,
      usage: { inputTokens: 3, outputTokens: 4, thinkingTokens: 1, cachedTokens: 2 },
      model: 'model-version-7',
      chunks: ['one\r\n', 'two\n\nthree ', '\ud83d\ude80\n'],
      delaysMs: [5, 7, 9],
      streamed: true,
    };
    expect(await played(reply)).toEqual({ ...reply, delaysMs: null });
    expect(await ask(project.attempt('replay', { replay: 'realtime' }), call, never)).toEqual(reply);
  });

  test('is every bit of a vector', async () => {
    const vectors = [[0.1, -0, 1 / 3, Number.MIN_VALUE, 1e308], [Math.PI]];
    const reply = { kind: 'embeddings', vectors, usage: { inputTokens: 1, outputTokens: 0 }, model: 'e' } as const;
    expect(await played(reply as never)).toStrictEqual(reply);
  });
});

// Fails when a secret reaches a file, or nobody is told that a replay says less than the provider did.
test('a secret of a reply is in no file; where a replay differs is told', async () => {
  const secret = 'my-service-token-1';
  const redactor = new Redactor({ SERVICE_TOKEN: secret });
  const streamed = {
    ...(said(`it is ${secret}, yes`) as LmMessageReply),
    streamed: true,
    chunks: ['it is my-serv', 'ice-token-1', ', yes'],
    delaysMs: [1, 2, 3],
  };
  const cassettes = project.attempt('auto', { redactor, owner: { file: 'a.test.ts', name: `asks with ${secret}`, ordinal: 0 } });
  const asked = promptCall(`use ${secret}`);
  expect(await ask(cassettes, asked, () => streamed)).toBe(streamed);
  const files = () =>
    readdirSync(temp.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.parentPath + entry.name + readFileSync(join(entry.parentPath, entry.name), 'utf8'));
  expect(files().join('\n')).not.toContain(secret);
  await cassettes.finish(true);
  expect(files()).toHaveLength(1);
  expect(files().join('\n')).not.toContain(secret);
  const again = project.attempt('replay', { redactor, owner: { file: 'a.test.ts', name: `asks with ${secret}`, ordinal: 0 } });
  const text = 'it is <redacted>, yes';
  expect(await ask(again, asked, never)).toEqual({ ...streamed, text, chunks: [text], delaysMs: null });
  expect(cassettes.uses).toMatchObject([{ how: 'recorded', redacted: ['reply.text'] }]);
  expect(again.uses).toMatchObject([{ how: 'played', redacted: [] }]);
});
