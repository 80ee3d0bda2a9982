import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from '../../src/adapters/adapter';
import { MockAdapter } from '../../src/adapters/mock-adapter';
import { PoolAdapter } from '../../src/adapters/pool-adapter';
import { PythonAdapter } from '../../src/adapters/python-adapter';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { lmReply } from '../../src/sandbox/lm/said';
import { ADAPTER_NAMES, type AdapterName } from '../../src/shared/layers';
import { parseSignature } from '../../src/shared/signature/signature';
import { isSince } from './dspy-version';
import { type TestLm, testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());

const python_ =
  (name: Exclude<AdapterName, 'mock'>) =>
  (lm: TestLm): PythonAdapter =>
    new PythonAdapter({ name, processes: python.processes(lm.user), processTimeoutMs: 30_000 });
/** A new adapter is one line here; the suite below is what it has to keep. */
const open: Record<AdapterName, (lm: TestLm) => Adapter> = {
  mock: () => new MockAdapter(),
  bridge_mock: python_('bridge_mock'),
  python_port: python_('python_port'),
  python_pool: (lm) => new PoolAdapter({ size: 2, openMember: () => python_('python_pool')(lm) }),
};

const session = 's1';

// Every case is kept by every adapter: one that answers with another shape, code or name fails under its own name.
describe.each(ADAPTER_NAMES)('%s keeps the adapter contract', (name) => {
  let adapter: Adapter;
  let lm: TestLm;
  let asker: { readonly user: ChildUser };
  beforeEach(async () => {
    lm = testLm();
    asker = { user: lm.user };
    adapter = open[name](lm);
    await adapter.request('open_session', { session }, asker);
  });
  afterEach(() => adapter.close());

  const create = (id: string, signature = 'question -> answer', module: 'predict' | 'chain_of_thought' | 'react' = 'predict') =>
    adapter.request('create_program', { session, id, module, signature: parseSignature(signature), tools: [], options: {} }, asker);
  const execute = (id: string, inputs: Record<string, unknown>) =>
    adapter.request('execute', { session, id, executeId: '', inputs }, asker);

  test('takes back what an attempt made, and nothing else', async () => {
    const ofAttempt = { ...asker, attempt: { seed: 1 } };
    await create('before');
    await adapter.request('open_session', { session: 's2' }, ofAttempt);
    await adapter.request(
      'create_program',
      { session, id: 'within', module: 'predict', signature: parseSignature('q -> a'), tools: [], options: {} },
      ofAttempt,
    );
    await adapter.request('configure_lm', { session, model: 'openai/changed', options: {} }, ofAttempt);
    expect(await adapter.endAttempt(lm.user)).toEqual([]);
    const { programs } = await adapter.request('list_programs', { session }, asker);
    expect(programs.map(({ id }) => id)).toEqual(['before']);
    expect(await adapter.request('list_sessions', {}, asker)).toEqual({ sessions: [session] });
    lm.when({ question: /./ }).reply({ answer: 'a' });
    await execute('before', { question: 'q' });
    expect(lm.journal.calls()[0]?.model).toBe('gpt-4o-mini');
    expect(await adapter.endAttempt(testLm().user)).toEqual([]);
  });

  // Fails when a field that DSPy does without is demanded.
  test('a field that may be null may be left out', async () => {
    await create('p', 'q -> a, note: str | None');
    // DSPy before 3.3 demands every field, and reads no null where a text may stand.
    const note = name === 'mock' || isSince('3.3') ? null : 'None';
    expect((await execute('p', { q: 'x' })).outputs).toEqual({ a: 'mock_response', note });
    lm.when({ q: 'x' }).reply({ a: 'said' });
    expect((await execute('p', { q: 'x' })).outputs).toEqual({ a: 'said', note });
  });

  // Fails when a setting comes to DSPy unchecked.
  test.each([[{}], ['jsn'], [5], [[]], [{ name: 'nope' }]])('refuses the adapter setting %j', async (given) => {
    const configured = adapter.request('configure_settings', { session, settings: { adapter: given } }, asker);
    await expect(configured).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('chat, json') });
  });

  test('is called by its name', () => {
    expect(adapter.name).toBe(name);
  });

  // Fails when a test that waits for its Python is told that it is there before it is.
  test('is ready before anything else is asked of it, with the process that it has', async () => {
    const fresh = open[name](lm);
    await fresh.ready();
    expect(await fresh.processes()).toHaveLength(name === 'mock' ? 0 : 1);
    await fresh.close();
  });

  // Fails when an error of a test that is late does not say where its Python stands, or says it where nothing runs.
  test('says where a program stands while it runs, time limits held or not', async () => {
    const told: unknown[] = [];
    lm.when({ question: /./ }).reply(async () => {
      told.push(await adapter.where(lm.user));
      return { answer: 'a' };
    });
    await create('qa');
    const resume = adapter.holdTimeLimits();
    expect((await execute('qa', { question: 'q' })).outputs).toEqual({ answer: 'a' });
    resume();
    expect(told).toEqual([name === 'mock' ? undefined : expect.stringMatching(/^Python stands here:\n[\s\S]*forward/)]);
    expect(await adapter.where(lm.user)).toBeUndefined();
  });

  test('answers a program by rules over its signature fields', async () => {
    lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
    await create('qa');
    const result = await execute('qa', { question: 'The weather?' });
    expect(result).toEqual({
      outputs: { answer: 'sunny' },
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
      lmCalls: 1,
      durationMs: expect.any(Number),
    });
    expect(lm.journal.calls()).toMatchObject([{ inputs: { question: 'The weather?' }, outputs: { answer: 'sunny' }, source: 'rule' }]);
  });

  test('gives every type as its own: text, int, float, bool, Literal, list, optional, dict', async () => {
    const values = { t: 'text', i: 3, f: 0.5, b: true, l: 'two', xs: ['a', 'b'], o: null, d: { k: 1 } };
    lm.when({ q: 'all' }).reply(values);
    await create(
      'types',
      "q -> t: str, i: int, f: float, b: bool, l: Literal['one', 'two'], xs: list[str], o: Optional[int], d: dict[str, int]",
    );
    expect((await execute('types', { q: 'all' })).outputs).toEqual(values);
  });

  test('gives typed defaults when nothing is declared', async () => {
    await create('defaults', "q -> t, i: int, f: float, b: bool, l: Literal['one', 'two'], xs: list[str]");
    expect((await execute('defaults', { q: 'x' })).outputs).toEqual({ t: 'mock_response', i: 0, f: 0, b: false, l: 'one', xs: [] });
  });

  test('takes and gives nested objects from typed fields', async () => {
    const signature = parseSignature({
      inputs: { letter: 'str' },
      outputs: { person: { type: { name: 'str', age: 'int' }, description: 'who wrote it' } },
    });
    await adapter.request('create_program', { session, id: 'nested', module: 'predict', signature, tools: [], options: {} }, asker);
    lm.when({ letter: 'hi' }).reply({ person: { name: 'Ada', age: 36 } });
    expect((await execute('nested', { letter: 'hi' })).outputs).toEqual({ person: { name: 'Ada', age: 36 } });
  });

  test('adds the reasoning of a chain of thought, which a rule may leave out', async () => {
    lm.when({ question: /./ }).reply({ answer: 'yes' });
    await create('cot', 'question -> answer', 'chain_of_thought');
    expect((await execute('cot', { question: 'really?' })).outputs).toEqual({ reasoning: expect.any(String), answer: 'yes' });
  });

  test('ends an agent without tools by the fields of its answer', async () => {
    lm.when({ question: /./ }).reply({ answer: 'done' });
    await create('agent', 'question -> answer', 'react');
    expect((await execute('agent', { question: 'go' })).outputs).toMatchObject({ answer: 'done' });
  });

  test.each([
    ['a missing input', {}, 'INPUT_MISSING', /"question"/],
    ['an unknown input, with the nearest', { question: 'q', questoin: 'q' }, 'INPUT_UNKNOWN', /questoin[\s\S]*question/],
    ['an input of the wrong type, with its path', { question: 3 }, 'INPUT_TYPE', /question/],
  ])('refuses %s', async (_, inputs, code, message) => {
    await create('qa');
    await expect(execute('qa', inputs)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('refuses an element of a list by its path', async () => {
    await create('list', 'xs: list[int] -> sum: int');
    await expect(execute('list', { xs: [1, 'two'] })).rejects.toMatchObject({
      code: 'INPUT_TYPE',
      message: expect.stringMatching(/xs\[1\]/),
    });
  });

  const stream = (id: string, inputs: Record<string, unknown>, gone: AbortSignal, take: (piece: Record<string, unknown>) => void) =>
    adapter.request(
      'stream',
      { session, id, executeId: '', inputs, fields: null, status: null, toolsId: '' },
      { ...asker, reader: { gone, take: (text) => take(JSON.parse(text) as Record<string, unknown>) } },
    );

  test('streams each output in pieces that make its text, then gives what an execute gives', async () => {
    lm.when({ question: /./ }).reply({ reasoning: 'I looked.', answer: 'It is sunny in Oslo.', score: 3 });
    await create('cot', 'question -> answer, score: int', 'chain_of_thought');
    const pieces: Record<string, unknown>[] = [];
    const result = await stream('cot', { question: 'q' }, new AbortController().signal, (piece) => pieces.push(piece));
    const textOf = (field: string) => pieces.filter((piece) => piece.field === field).map(({ text }) => text);
    expect({ reasoning: textOf('reasoning').join(''), answer: textOf('answer').join(''), score: textOf('score').join('') }).toEqual({
      reasoning: 'I looked.',
      answer: 'It is sunny in Oslo.',
      score: '3',
    });
    expect(textOf('answer').length).toBeGreaterThan(1);
    expect(new Set(pieces.map(({ predictor }) => predictor))).toEqual(new Set(['predict']));
    expect(result).toEqual({
      outputs: { reasoning: 'I looked.', answer: 'It is sunny in Oslo.', score: 3 },
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
      lmCalls: 1,
      durationMs: expect.any(Number),
      ended: 'whole',
    });
  });

  test('ends a stream whose reader goes, and keeps its programs', async () => {
    lm.when({ question: /slow/ }).reply(lmReply({ fields: { answer: 'word '.repeat(2_000).trim() }, everyMs: 10 }));
    lm.when({ question: /quick/ }).reply({ answer: 'still here' });
    await create('qa');
    const reading = new AbortController();
    const pieces: unknown[] = [];
    const gone = stream('qa', { question: 'slow' }, reading.signal, (piece) => {
      pieces.push(piece);
      reading.abort();
    });
    expect(await gone).toMatchObject({ ended: 'stopped', outputs: {} });
    // What was on its way when the reader went comes still.
    expect(pieces.length).toBeLessThan(2_000);
    expect((await execute('qa', { question: 'quick' })).outputs).toEqual({ answer: 'still here' });
  });

  test('throws what goes wrong in a stream, and what cannot be streamed', async () => {
    lm.when({ question: 'known' }).reply({ answer: 'a' });
    await create('qa');
    const { signal } = new AbortController();
    await expect(stream('qa', { question: 'unknown' }, signal, () => undefined)).rejects.toMatchObject({ code: 'LM_MISS' });
    const fields = [{ field: 'anser' }];
    const params = { session, id: 'qa', executeId: '', inputs: { question: 'known' }, fields, status: null, toolsId: '' };
    const reader = { gone: signal, take: () => undefined };
    await expect(adapter.request('stream', params, { ...asker, reader })).rejects.toMatchObject({
      code: 'STREAM_INVALID',
      message: expect.stringMatching(/anser[\s\S]*answer/),
    });
  });

  test('refuses a second program with the same id, and keeps the first', async () => {
    const first = await create('twice');
    await expect(create('twice', 'a -> b')).rejects.toMatchObject({ code: 'PROGRAM_EXISTS', message: expect.stringContaining('"twice"') });
    expect(await adapter.request('program_info', { session, id: 'twice' }, asker)).toEqual(first);
  });

  test('names the programs it holds when one is not found', async () => {
    await create('qa');
    await expect(execute('typo', {})).rejects.toMatchObject({ code: 'PROGRAM_NOT_FOUND', message: expect.stringContaining('qa') });
  });

  test('lists, describes and deletes programs', async () => {
    await create('a', "x -> y: Literal['p', 'q']");
    await create('b');
    const { programs } = await adapter.request('list_programs', { session }, asker);
    expect(programs.map(({ id, module, session: owner }) => ({ id, module, owner }))).toEqual([
      { id: 'a', module: 'predict', owner: session },
      { id: 'b', module: 'predict', owner: session },
    ]);
    expect(programs[0]?.signature?.outputs).toMatchObject([{ name: 'y', schema: { enum: ['p', 'q'] } }]);
    await adapter.request('delete_program', { session, id: 'a' }, asker);
    await expect(adapter.request('program_info', { session, id: 'a' }, asker)).rejects.toMatchObject({ code: 'PROGRAM_NOT_FOUND' });
  });

  test('keeps sessions apart, and refuses one that is not open', async () => {
    await create('qa');
    await adapter.request('open_session', { session: 's2' }, asker);
    expect((await adapter.request('list_programs', { session: 's2' }, asker)).programs).toEqual([]);
    expect((await adapter.request('list_sessions', {}, asker)).sessions).toEqual(['s1', 's2']);
    await adapter.request('close_session', { session: 's2' }, asker);
    await expect(adapter.request('list_programs', { session: 's2' }, asker)).rejects.toMatchObject({
      code: 'SESSION_NOT_FOUND',
      message: expect.stringContaining('s1'),
    });
    await expect(adapter.request('open_session', { session }, asker)).rejects.toMatchObject({ code: 'SESSION_EXISTS' });
  });

  test('forgets a session that is reset', async () => {
    await create('qa');
    await adapter.request('reset_session', { session }, asker);
    expect((await adapter.request('list_programs', { session }, asker)).programs).toEqual([]);
  });

  test('answers several executes at once, each with its own', async () => {
    lm.when({ question: /./ }).reply((call: { inputs: { question: string } }) => ({ answer: call.inputs.question.toUpperCase() }));
    await create('qa');
    const asked = ['a', 'b', 'c', 'd', 'e'];
    const results = await Promise.all(asked.map((question) => execute('qa', { question })));
    expect(results.map(({ outputs }) => outputs.answer)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('an execute inside of a reply function does not block the one around it', async () => {
    lm.when({ question: 'outer' }).reply(async () => {
      await create('inner', 'word -> answer');
      return { answer: (await execute('inner', { word: 'w' })).outputs.answer };
    });
    lm.when({ word: 'w' }).reply({ answer: 'from inside' });
    await create('qa');
    expect((await execute('qa', { question: 'outer' })).outputs.answer).toBe('from inside');
  });

  test('asks once for a call that no rule matches, and tells it as LM_MISS', async () => {
    lm.when({ question: 'known' }).reply({ answer: 'a' });
    await create('qa');
    await expect(execute('qa', { question: 'unknown' })).rejects.toMatchObject({
      code: 'LM_MISS',
      message: expect.stringContaining('unknown'),
    });
    expect(lm.journal.calls()).toHaveLength(1);
    expect(lm.journal.problems()).toHaveLength(1);
  });

  test.each([
    ['lacks a field', { answer: 'a' }, /score/],
    ['has an unknown field, with the nearest', { answer: 'a', scroe: 1 }, /scroe[\s\S]*score/],
    ['has a field of the wrong type', { answer: 'a', score: 'high' }, /score/],
  ])('tells a reply that %s, by its field', async (_, reply, message) => {
    lm.when({ question: /./ }).reply(reply);
    await create('scored', 'question -> answer, score: float');
    await expect(execute('scored', { question: 'q' })).rejects.toMatchObject({
      code: expect.stringMatching(/^(RULE_REPLY_INVALID|LM_REPLY_INVALID)$/),
      message: expect.stringMatching(message),
    });
  });

  test('saves the state of a program and reads it again', async () => {
    const folder = mkdtempSync('/tmp/dxs-');
    try {
      await create('qa');
      const file = join(folder, 'state.json');
      await adapter.request('save_program', { session, id: 'qa', file }, asker);
      expect(existsSync(file)).toBe(true);
      await expect(adapter.request('load_program', { session, id: 'qa', file }, asker)).resolves.toMatchObject({ id: 'qa' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('says what it holds', async () => {
    await create('qa');
    expect(await adapter.request('stats', {}, asker)).toMatchObject({ sessions: 1, programs: 1, pid: expect.any(Number) });
    expect(await adapter.request('ping', {}, asker)).toEqual({ pid: expect.any(Number) });
  });

  test('a module by path is loaded where there is Python, and refused where there is none', async () => {
    const load = adapter.request('load_module', { session, id: 'm', path: 'modules.plain:Echo', args: [], kwargs: {}, tools: null }, asker);
    if (adapter.capabilities.loadModule) {
      await expect(load).resolves.toMatchObject({ id: 'm', module: 'modules.plain:Echo' });
      expect((await execute('m', { text: 'hi' })).outputs).toEqual({ text: 'hi' });
    } else {
      await expect(load).rejects.toMatchObject({ code: 'ADAPTER_UNSUPPORTED', message: expect.stringContaining('integration') });
    }
  });

  test('takes no request after it is closed', async () => {
    await adapter.close();
    await expect(create('late')).rejects.toMatchObject({ code: 'ADAPTER_CLOSED' });
  });
});
