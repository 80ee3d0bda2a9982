import { runOnce } from './run-jest';

const FORKS = `
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import dspy

def ask(question):
    return dspy.Predict("question -> answer, score: float")(question=question).toDict()

def ask_quietly(question):
    try: return ask(question)
    except Exception as error: return str(error)

class Forks(dspy.Module):
    def __init__(self, has_gateway=True):
        super().__init__()
        if not has_gateway: del os.environ["DSPEX_GATEWAY_URL"]

    def forward(self, questions):
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            in_forks = list(pool.map(ask_quietly, questions))
        return dspy.Prediction(in_forks=in_forks, after=ask_quietly("after"))

class ForksAndCalls(dspy.Module):
    def __init__(self, tools):
        super().__init__()
        self.tool = tools[0]

    def forward(self):
        said = get_context("fork").Queue()
        fork = get_context("fork").Process(target=lambda: said.put(self.call()))
        fork.start()
        in_fork = said.get()
        fork.join()
        return dspy.Prediction(in_fork=in_fork, after=self.call())

    def call(self):
        try: return self.tool(name="pen")
        except Exception as error: return str(error)
`;
const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const rules = () => dspex.lm.when({ question: /^(one|two|after)$/ }).reply(({ inputs }) => ({ answer: inputs.question, score: 0.5 }));
const answered = (answer) => ({ answer, score: 0.5 });
const asked = async (program, questions) => (await program.execute({ questions }, { timeoutMs: 10_000 })).outputs;
`;

// Fails when a process that multiprocessing or os.fork makes of a program's asks over the program's own connection: the answer comes to
// the program, nobody waits for it there, and the fork waits for ever.
test('processes that a program forks are answered by the rules of its test', async () => {
  const run = await runOnce({
    'forks.py': FORKS,
    'a.test.js': `${HEAD}
      test('is answered', async () => {
        rules();
        const program = await dspex.loadModule('forks:Forks');
        expect(await asked(program, ['one', 'two'])).toEqual({ in_forks: [answered('one'), answered('two')], after: answered('after') });
        expect(dspex.lm).toHaveAnswered(3, { by: 'rule' });
      });
      test('its miss fails the test', async () => {
        rules();
        await asked(await dspex.loadModule('forks:Forks'), ['nobody knows']);
      });
      test('without a way to the test it is told so', async () => {
        rules();
        const program = await dspex.loadModule('forks:Forks', { kwargs: { has_gateway: false } });
        const told = expect.stringMatching(/forked[^]*cannot reach its test[^]*dspy\\.Parallel[^]*EGRESS_REFUSED/);
        expect(await asked(program, ['one'])).toEqual({ in_forks: [told], after: answered('after') });
      });
      test('a tool of the test is not called from there', async () => {
        const price = { name: 'price', description: '', parameters: { type: 'object', properties: { name: { type: 'string' } } }, run: () => 1.5 };
        const program = await dspex.loadModule('forks:ForksAndCalls', { tools: [price] });
        const { outputs } = await program.execute({}, { timeoutMs: 10_000 });
        expect(outputs).toEqual({ in_fork: expect.stringMatching(/forked asked its test/), after: 1.5 });
      });`,
    'copies.test.js': `${HEAD}
      let program;
      beforeAll(async () => { program = await dspex.loadModule('forks:Forks'); });
      isolatedTest('in a copy, too', { level: 'full' }, async () => {
        rules();
        expect(await asked(program, ['one'])).toEqual({ in_forks: [answered('one')], after: answered('after') });
      });`,
  });
  expect(run.test('is answered').failureMessages).toEqual([]);
  expect(run.test('its miss fails the test').failureMessages.join()).toMatch(/nobody knows[\s\S]*\[LM_MISS\]/);
  expect(run.test('without a way to the test it is told so').failureMessages).toEqual([]);
  expect(run.test('a tool of the test is not called from there').failureMessages).toEqual([]);
  expect(run.test('in a copy, too').failureMessages).toEqual([]);
});
