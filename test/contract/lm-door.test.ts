import { mkdtempSync, rmSync } from 'node:fs';
import type { Bridge } from '../../src/bridge/child/bridge';
import type { ChildUser } from '../../src/bridge/child/child-user';
import { lmError } from '../../src/sandbox/lm/said';
import { isSince, testSince } from './dspy-version';
import { type TestLm, testLm } from './lm';
import { openSession, runModule } from './open-session';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
let bridge: Bridge;
let lm: TestLm;
let asker: { readonly user: ChildUser };

beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  ({ lm, asker, bridge } = await openSession(python));
});
afterEach(() => bridge.close());

const run = (path: string, inputs: Record<string, unknown>, kwargs: Record<string, unknown> = {}) =>
  runModule({ bridge, asker }, path, inputs, kwargs);
const models = (): string[] => lm.journal.calls().map((call) => call.model);

// Each fails when the fields a rule sees, or the format its reply is written in, are those of another signature.
describe('the signature of a call is the one being formatted', () => {
  test('lm() inside of a ReAct tool is a direct call', async () => {
    lm.when({ question: /./ }).callTool('lookup', { word: 'slot' });
    lm.when({ question: /./ }).reply({ answer: 'a right' });
    lm.whenPrompt('define slot').reply('the right to run');
    expect(await run('callers:ToolCallsLm', { question: 'what is a slot?' })).toMatchObject({
      answer: 'a right',
      trajectory: { observation_0: 'the right to run' },
    });
    expect(lm.journal.problems()).toEqual([]);
  });

  test("Predict(..., signature=other) is answered by the other's fields", async () => {
    lm.when({ word: 'slot' }).reply({ definition: 'a right' });
    expect(await run('callers:OtherSignature', { word: 'slot' })).toEqual({ definition: 'a right' });
  });

  test('the JSON fallback after a garbled chat reply is answered as JSON', async () => {
    const rule = lm.when({ question: 'q' });
    rule.replyOnce('this is no chat format');
    rule.reply({ answer: 'a', score: 0.5 });
    expect(await run('callers:Fallback', { question: 'q' })).toEqual({ answer: 'a', score: 0.5 });
    expect(lm.journal.calls()).toHaveLength(2);
  });

  test('both calls of TwoStep are answered by the same fields', async () => {
    lm.when({ question: 'q' }).reply({ answer: 'a', score: 0.5 });
    expect(await run('callers:TwoStep', { question: 'q' })).toEqual({ answer: 'a', score: 0.5 });
    expect(lm.journal.calls()).toHaveLength(2);
  });

  test('a native tool call is answered by a tool call', async () => {
    lm.when({ question: /weather/ }).callTool('weather', { city: 'Oslo' });
    expect(await run('callers:NativeTools', { question: 'the weather?' })).toEqual({ names: ['weather'], args: [{ city: 'Oslo' }] });
  });

  testSince('3.1')('native reasoning is answered beside the other fields', async () => {
    lm.when({ question: 'q' }).reply({ answer: 'a', reasoning: 'because' });
    expect(await run('callers:NativeReasoning', { question: 'q' })).toEqual({ answer: 'a', reasoning: 'because' });
  });

  test.each(['chat', 'json', 'xml'])('fields are written in the format of the %s adapter', async (adapter) => {
    lm.when({ question: 'q' }).reply({ answer: 'a "quoted" <b>', tags: ['x', 'y'] });
    expect(await run('callers:ByAdapter', { question: 'q' }, { adapter })).toEqual({ answer: 'a "quoted" <b>', tags: ['x', 'y'] });
    expect(lm.journal.calls()).toHaveLength(1);
  });
});

// Each fails when another LM than DSPy's own order says is asked, or when one is answered under another name.
describe('the LM that answers', () => {
  beforeEach(() => lm.when({ question: /./ }).reply({ answer: 'a' }));

  test.each([
    ['per call', 'configured:PerCall', 'per-call'],
    ["the predictor's own", 'configured:SetLm', 'set-on-predictor'],
    ['dspy.context of user code', 'configured:Context', 'from-context'],
    ['one built at import', 'configured:MadeAtImport', 'made-at-import'],
    ["the user's dspy.configure", 'configured:Plain', 'users-own'],
    ['a copy', 'configured:Copied', 'users-own'],
  ])('is %s', async (_, path, model) => {
    expect(await run(path, { question: 'q' })).toEqual({ answer: 'a' });
    expect(models()).toEqual([model]);
  });

  test('what the test set comes before the configure of user code, and after its context', async () => {
    await bridge.request('configure_lm', { session: 's', model: 'openai/of-the-test', options: {} }, asker);
    await run('configured:Plain', { question: 'q' });
    await run('configured:Context', { question: 'q' });
    await bridge.request('init_test_lm', { session: 's' }, asker);
    await bridge.execute({ session: 's', id: 'configured:Plain', inputs: { question: 'q' } }, asker);
    expect(models()).toEqual(['of-the-test', 'from-context', 'users-own']);
  });

  test('our default comes last', async () => {
    await run('threads:RawThreads', { question: 'q' });
    expect(models()).toEqual(['gpt-4o-mini']);
  });

  test('one that was saved as JSON is answered under its own name', async () => {
    const folder = mkdtempSync('/tmp/dxs-');
    try {
      await run('configured:FromSaved', { question: 'q' }, { file: `${folder}/state.json` });
      expect(models()).toEqual(['saved-in-json']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a mock of the user's own is left alone", async () => {
    expect(await run('configured:Own', { question: 'q' })).toEqual({ answer: 'from DummyLM' });
    expect(models()).toEqual([]);
  });

  test('taken away by user code is NO_LM_LOADED, in words that are searched for', async () => {
    await expect(run('configured:Unconfigured', { question: 'q' })).rejects.toMatchObject({
      code: 'NO_LM_LOADED',
      message: expect.stringMatching(/No LM is loaded[\s\S]*next:/),
    });
  });

  test("the adapter of the user's configure formats the prompt", async () => {
    await run('configured:Plain', { question: 'q' });
    expect(lm.journal.calls()[0]?.system).toContain('JSON');
  });
});

describe('calls from everywhere', () => {
  beforeEach(() =>
    lm.when({ question: /./ }).reply((call: { inputs: { question: string } }) => ({ answer: `re: ${call.inputs.question}` })),
  );
  const expected = Array.from({ length: 40 }, (_, index) => `re: q${index}`);

  test('from eight threads each get their own answer', async () => {
    expect(await run('threads:Parallel', { count: 40 })).toEqual({ answers: expected });
  });

  test('from coroutines each get their own answer', async () => {
    expect(await run('threads:Async', { count: 40 })).toEqual({ answers: expected });
  });

  test('from a thread that DSPy does not know of', async () => {
    expect(await run('threads:RawThreads', { question: 'q' })).toEqual({ answer: 're: q' });
  });

  // Fails when a call is answered by another user than the request it belongs to, as by the one who asked last.
  test('of two users of one process each are asked by their own requests, and its owner by threads that carry none', async () => {
    const [one, other] = [testLm(), testLm()];
    for (const [name, user] of Object.entries({ one, other })) user.when({ question: /./ }).reply({ answer: name });
    lm.when({ question: 'by nobody' }).reply({ answer: 'the owner' });
    for (const path of ['threads:Parallel', 'threads:RawThreads'])
      await bridge.request('load_module', { session: 's', id: path, path: `modules.${path}`, args: [], kwargs: {}, tools: null }, asker);
    const ask = (id: string, inputs: Record<string, unknown>, { user }: TestLm) =>
      bridge.execute({ session: 's', id, inputs }, { user }).then(({ outputs }) => outputs);
    const asked = [one, other].map((user) => ask('threads:Parallel', { count: 3 }, user));
    expect(await Promise.all(asked)).toEqual(['one', 'other'].map((name) => ({ answers: [name, name, name] })));
    expect(await ask('threads:RawThreads', { question: 'by nobody' }, one)).toEqual({ answer: 'the owner' });
  });

  test('several tries of BestOfN are several calls', async () => {
    expect(await run('threads:BestOfThree', { question: 'q' })).toEqual({ answer: 're: q' });
    expect(lm.journal.calls()).toHaveLength(3);
  });
});

describe('misses and errors', () => {
  test('a miss that Evaluate swallowed is still told, once per call', async () => {
    lm.when({ other: 1 }).reply({ a: 1 });
    await run('threads:Swallows', {});
    expect(lm.journal.problems().map((problem) => problem.code)).toEqual(['LM_MISS', 'LM_MISS', 'LM_MISS']);
    expect(lm.journal.calls()).toHaveLength(3);
  });

  test('a scripted 429 is tried again as often as DSPy would, and then answered', async () => {
    const rule = lm.when({ question: 'q' });
    rule.reply({ answer: 'at last' });
    rule.replyOnce(lmError({ status: 429, retryAfterMs: 60_000 }));
    rule.replyOnce(lmError({ status: 503 }));
    expect(await run('threads:Retries', { question: 'q' })).toEqual({ answer: 'at last' });
    expect(lm.journal.calls()).toHaveLength(3);
  });

  test.each([
    [400, 'LMInvalidRequestError', 'BadRequestError'],
    [401, 'LMAuthError', 'AuthenticationError'],
    [429, 'LMRateLimitError', 'RateLimitError'],
    [500, 'LMServerError', 'InternalServerError'],
  ])('a scripted %i is the error DSPy has for it, or before 3.3 litellm', async (status, name, ofLitellm) => {
    lm.when({ question: 'q' }).replyWithError({ status });
    expect(await run('threads:Retries', { question: 'q' })).toEqual({ answer: isSince('3.3') ? name : ofLitellm });
  });
});
