import type { Bridge } from '../../src/bridge/child/bridge';
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
  await bridge.request('open_session', { session: 's' }, lm);
});
afterEach(() => bridge.close());

async function run(path: string, kwargs: Record<string, unknown> = {}) {
  await bridge.request('load_module', { session: 's', id: path, path: `modules.whole_calls:${path}`, args: [], kwargs, tools: null }, lm);
  return (await bridge.execute({ session: 's', id: path, inputs: { question: 'two pens?' } }, lm)).outputs;
}

const turns = (): [number, unknown][] =>
  lm.journal.calls().map(({ turn, toolResults }) => [turn, toolResults.map(({ content }) => content)]);

// Each fails when what a tool said in a DSPy agent is not seen, or when a rule for it does not answer.
describe('after a tool of an agent', () => {
  test.each(['chat', 'json', 'xml'])('of ReAct, written by the %s adapter', async (adapter) => {
    lm.when({ question: /pens/ }, { turn: 1 }).callTool('price', { name: 'pen' });
    lm.when({ question: /pens/ }, { afterTool: { name: 'price', result: 'costs 2' } }).reply({ answer: 'four' });
    expect(await run('Agent', { adapter })).toMatchObject({ answer: 'four' });
    expect(turns()).toEqual([
      [1, []],
      [2, ['pen costs 2']],
      [3, ['pen costs 2']],
    ]);
  });

  test.each([false, true])('of ReActV2, native: %s', async (native) => {
    lm.when({ question: /pens/ }, { turn: 1 }).callTool('price', { name: 'pen' });
    lm.when({ question: /pens/ }, { afterTool: { name: 'price', result: 'costs 2' } }).reply({ answer: 'four' });
    expect(await run('AgentV2', { native })).toMatchObject({ answer: 'four', termination_reason: 'submit' });
    expect(turns()).toEqual([
      [1, []],
      [2, ['pen costs 2']],
    ]);
  });
});

// Each fails when a rule by fields does not see the calls that an optimizer makes.
describe('inside of an optimizer', () => {
  test('a program that is compiled is answered by its fields, and its examples are no turns', async () => {
    lm.when({ question: '1 and 1?' }).reply({ answer: '2' });
    lm.when({ question: '2 and 2?' }).reply({ answer: '4' });
    lm.when({ question: /pens/ }, { turn: 1 }).reply({ answer: 'four' });
    expect(await run('Compiled')).toMatchObject({ answer: 'four' });
  });

  test("an optimizer's own signature is answered by the fields that it asks for", async () => {
    lm.when({}, { outputs: ['proposed_instruction'] }).reply({
      proposed_instruction: 'Count.',
      proposed_prefix_for_output_field: 'Answer:',
    });
    lm.when({ question: /./ }).reply(({ fields }: { fields: { instructions: string } }) => ({
      answer: fields.instructions === 'Count.' ? '1' : 'x',
    }));
    expect(await run('Proposed')).toEqual({ answer: '1', instructions: 'Count.' });
  });
});

// Fails when a setting of a call is not seen by the rule that answers it, or when one call for two replies is seen as something else.
test('all settings of a call are seen', async () => {
  lm.when({ question: /pens/ }).reply(({ sampling }: { sampling: Record<string, unknown> }) => ({
    answer: `rollout ${sampling.rolloutId}`,
  }));
  expect(await run('Sampled')).toEqual({ answers: ['rollout 3', 'rollout 3'] });
  const settings = { temperature: 0.7, topP: 0.9, maxTokens: 50, seed: 7, rolloutId: 3, n: 2, stop: ['END'] };
  expect(lm.journal.calls()).toMatchObject([{ sampling: settings }, { sampling: settings }]);
});
