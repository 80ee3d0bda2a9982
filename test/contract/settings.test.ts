import type { Bridge } from '../../src/bridge/child/bridge';
import { isSince } from './dspy-version';
import { type TestLm, testLm } from './lm';
import { type PythonServer, startPython } from './python-server';

let python: PythonServer;
let bridge: Bridge;
let lm: TestLm;

beforeAll(async () => {
  python = await startPython();
});
afterAll(() => python.close());
beforeEach(async () => {
  lm = testLm();
  bridge = await python.open(lm.user);
  await bridge.request('open_session', { session: 's' }, { user: lm.user });
});
afterEach(() => bridge.close());

describe('settings', () => {
  const configure = (settings: Record<string, unknown>) =>
    bridge.request('configure_settings', { session: 's', settings }, { user: lm.user });

  // Each fails when what DSPy cannot use reaches it, or a name that it does not know is passed over.
  test.each([
    [{ max_error: 3 }, /max_error[\s\S]*max_errors/],
    [{ max_errors: 'three' }, /max_errors is 'three'[\s\S]*int/],
    [{ track_usage: 1 }, /track_usage is 1[\s\S]*bool/],
    [{ lm: 'gpt-4o' }, /"lm"[\s\S]*configureLm/],
    [{ rm: 'mine' }, /"rm"[\s\S]*object of Python/],
    [{ callbacks: ['Log'] }, /'Log'[\s\S]*by its path/],
    [{ callbacks: ['dspy:Predict'] }, /dspy:Predict/],
    [{ adapter: 'dspy:Example' }, /dspy:Example is a Example[\s\S]*dspy\.Adapter/],
    [{ interpreter_factory: 'local' }, isSince('3.4') ? /'local'[\s\S]*dspy:LocalInterpreter/ : /"interpreter_factory" is no setting/],
    [{ adapter: { name: 'chat', no_such_option: true } }, /no_such_option/],
  ])('refuse %j', async (settings, message) => {
    await expect(configure(settings)).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringMatching(message) });
  });

  test.each([
    ['', {}],
    ['gpt-4o', { cache: 'what', model: 'twice' }],
  ])('of an LM refuse the model %j with %j', async (model, options) => {
    await expect(bridge.request('configure_lm', { session: 's', model, options }, { user: lm.user })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });

  test.each([
    [{ adapter: 'baml' }, /should be of type: string/],
    [{ adapter: { name: 'xml' }, max_errors: 3, track_usage: true }, /<answer>/],
    [{ adapter: { name: 'two_step', extraction_model: 'small' } }, /helpful assistant/],
  ])('take %j', async (settings, system) => {
    await configure(settings);
    lm.when({ question: 'q' }).reply({ answer: 'a' });
    const signature = {
      inputs: [{ name: 'question', schema: { type: 'string' } }],
      outputs: [{ name: 'answer', schema: { type: 'string' } }],
    };
    await bridge.request(
      'create_program',
      { session: 's', id: 'p', module: 'predict', signature, tools: [], options: {} },
      { user: lm.user },
    );
    expect((await bridge.execute({ session: 's', id: 'p', inputs: { question: 'q' } }, { user: lm.user })).outputs).toEqual({
      answer: 'a',
    });
    expect(lm.journal.calls()[0]?.system).toMatch(system);
  });
});
