import { isSince } from '../contract/dspy-version';
import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const MODS = `
import asyncio, sys
import dspy

class Shout(dspy.ChatAdapter):
    def __init__(self, mark="!", **more):
        super().__init__(**more)
        self.mark = mark
    def format_field_description(self, signature):
        return super().format_field_description(signature) + self.mark * 3

ready = Shout(mark="#")

class TwoModels(dspy.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = dspy.Predict("q -> a"), dspy.Predict("a -> b")
        self.first.set_lm(dspy.LM("anthropic/claude-x"))
        self.second.set_lm(dspy.LM("openai/gpt-y", temperature=0.3))
    def forward(self, q):
        return self.second(a=self.first(q=q).a)

SEEN = []
class Log(dspy.utils.callback.BaseCallback):
    def on_lm_start(self, call_id, instance, inputs):
        SEEN.append(f"asks {instance.model}")
    def on_module_end(self, call_id, outputs, exception):
        SEEN.append("done")

class Told(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> a")
    def forward(self, q):
        self.ask(q=q)
        return dspy.Prediction(seen=list(SEEN), usage=dspy.settings.usage_tracker.get_total_tokens())

class Failing(dspy.Module):
    def forward(self, qs):
        def fail(q):
            raise ValueError(q)
        return dspy.Prediction(a=dspy.Parallel(num_threads=1, disable_progress_bar=True)([(fail, {"q": q}) for q in qs]))

class Loads(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> n: int")
    async def aforward(self, q):
        with dspy.context(adapter=dspy.JSONAdapter()):
            answer = await self.ask.acall(q=q)
        return dspy.Prediction(n=answer.n, loaded="litellm" in sys.modules)
    def forward(self, q):
        return asyncio.run(self.aforward(q))

def search(q: str) -> str:
    """Searches."""
    return "found " + q
`;
/** Reads what a suite says of the DSPy that it runs with. */
const SINCE = `const since = (version) => (${JSON.stringify(['3.3.0', '3.4.0'].filter(isSince))}.includes(version) ? test : test.skip);`;
const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
${SINCE}
const { dspex } = require('@dspex/jest-preset');
const configure = (settings) => dspex.bridge.configureSettings(settings);

since('3.4.0')('a JSON adapter and async calls load no second client library, which takes seconds', async () => {
  dspex.lm.when({ q: 'x' }).reply({ n: 3 });
  const loads = await dspex.loadModule('mods:Loads');
  expect((await loads.execute({ q: 'x' })).outputs).toEqual({ n: 3, loaded: false });
});

test.each([[{ name: 'mods:Shout', mark: '?' }, '???'], ['mods:Shout', '!!!'], ['mods:ready', '###']])('an adapter of the user: %j', async (adapter, mark) => {
  await configure({ adapter });
  dspex.lm.when({ q: 'x' }).reply({ a: 'y' });
  expect((await dspex.run('q -> a', { q: 'x' })).outputs).toEqual({ a: 'y' });
  expect(dspex.lm.calls[0].system).toContain(mark);
});

test('every predictor has its own LM', async () => {
  dspex.lm.when({ q: 'x' }).reply({ a: 'y' });
  dspex.lm.when({ a: 'y' }).reply({ b: 'z' });
  const two = await dspex.loadModule('mods:TwoModels');
  expect((await two.execute({ q: 'x' })).outputs).toEqual({ b: 'z' });
  expect(dspex.lm.calls.map(({ model, sampling }) => [model, sampling.temperature])).toEqual([['claude-x', undefined], ['gpt-y', 0.3]]);
});

test('callbacks hear, and usage is tracked', async () => {
  await configure({ callbacks: ['mods:Log'], track_usage: true });
  dspex.lm.when({ q: 'x' }).reply({ a: 'y' });
  const { outputs } = await (await dspex.loadModule('mods:Told')).execute({ q: 'x' });
  expect(outputs.seen).toEqual(['asks openai/gpt-4o-mini', 'done']);
  expect(Object.keys(outputs.usage)).toEqual(['openai/gpt-4o-mini']);
});

test.each([[2, false], [3, true]])('max_errors %d', async (max_errors, passes) => {
  await configure({ max_errors });
  const run = (await dspex.loadModule('mods:Failing')).execute({ qs: ['a', 'b'] });
  if (passes) expect((await run).outputs.a).toEqual([null, null]);
  else await expect(run).rejects.toMatchObject({ code: 'PYTHON_ERROR' });
});

test.each(since('3.4.0') === test ? ['react_v2', 'react'] : ['react'])('%s calls tools of the test and of Python', async (module) => {
  dspex.lm.when({ q: 'x' }).callTool('search', { q: 'x' }).callTool('find', { id: 7 }).reply({ a: 'y' });
  const asked = [];
  const find = { name: 'find', description: 'Finds.', parameters: { type: 'object', properties: { id: { type: 'integer' } } }, run: ({ id }) => { asked.push(id); return 'seven'; } };
  const agent = await dspex.createProgram({ signature: 'q -> a', module, tools: ['mods:search', find] });
  expect((await agent.execute({ q: 'x' })).outputs.a).toBe('y');
  expect(asked).toEqual([7]);
  expect(dspex.lm).toHaveCalledTools(['search', { name: 'find', arguments: { id: 7 } }]);
});

describe('code that a model writes', () => {
  beforeEach(async () => {
    if (since('3.4.0') === test) await configure({ interpreter_factory: 'dspy:LocalInterpreter' });
  });
  since('3.4.0')('program_of_thought runs it', async () => {
    dspex.lm.when({ q: 'x' }, { outputs: ['generated_code'] }).reply({ reasoning: 'r', generated_code: 'SUBMIT({"n": 6 * 7})' });
    dspex.lm.when({}, { outputs: ['a'] }).reply(({ inputs }) => ({ reasoning: 'r', a: inputs.code_output }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'program_of_thought' });
    expect((await program.execute({ q: 'x' })).outputs.a).toContain('42');
  });
  since('3.4.0')('code_act runs it, with tools of Python', async () => {
    dspex.lm.when({ q: 'x' }, { outputs: ['generated_code'] }).reply({ generated_code: 'print(search("tea"))', finished: true });
    dspex.lm.when({}, { outputs: ['a'] }).reply(({ inputs }) => ({ reasoning: 'r', a: JSON.stringify(inputs.trajectory) }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'code_act', tools: ['mods:search'] });
    expect((await program.execute({ q: 'x' })).outputs.a).toContain('found tea');
  });
  since('3.4.0')('rlm runs it', async () => {
    dspex.lm.when(() => true).reply(({ fields }) => (fields.outputs.some(({ name }) => name === 'code') ? { reasoning: 'r', code: 'SUBMIT(a=q * 2)' } : { a: 'none' }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'rlm' });
    expect((await program.execute({ q: 'x' })).outputs.a).toBe('xx');
  });
});

since('3.4.0')('without Deno and without an interpreter it is said what is missing', async () => {
  process.env.PATH = '/nowhere';
  dspex.lm.when({ q: 'x' }).reply({ reasoning: 'r', generated_code: 'print(1)' });
  const program = await dspex.createProgram({ signature: 'q -> a', module: 'program_of_thought' });
  await expect(program.execute({ q: 'x' })).rejects.toThrow(/Deno[\\s\\S]*LocalInterpreter/);
});
`;

// Fails when a setting or module of DSPy's does not reach it, or does otherwise than in Python alone.
test('settings, agents and code of models work from Jest', async () => {
  const run = await runOnce({ 'features.test.js': SUITE.trimStart(), 'mods.py': MODS });
  const known = run.tests.filter(({ status }) => isSince('3.4.0') || status !== 'pending');
  expect(notPassed({ tests: known })).toEqual([]);
  expect(run.tests).toHaveLength(isSince('3.4.0') ? 14 : 13);
});
