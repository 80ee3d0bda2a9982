import { notPassed } from './not-passed';
import { CASES, DESK, plainOptimized, TRAINSET } from './plain-optimized';
import { runOnce } from './run-jest';

const SUITE = `
/** @jest-environment @dspex/jest-preset/integration */
const { readFileSync } = require('node:fs');
const { dspex } = require('@dspex/jest-preset');

const CASES = ${JSON.stringify(CASES)};
const TRAINSET = ${JSON.stringify(TRAINSET)};
const plain = () => JSON.parse(readFileSync('plain.json', 'utf8'));
const isRight = (example, { queue }) => example.queue === queue;
const told = (example, { queue }) => {
  const right = example.queue === queue;
  return { score: right ? 1 : 0, feedback: right ? 'Well done.' : 'It is ' + example.queue + '.' };
};
// The model of plain DSPy.
function answer() {
  let proposals = 0;
  const propose = () => 'CAREFUL ' + ++proposals;
  dspex.lm.when(() => true).reply(({ fields, messages, system }) => {
    const text = messages[messages.length - 1].content;
    const say = (name) => {
      if (name === 'queue') return /refund/.test(text) || system.includes('CAREFUL') ? 'billing' : 'tech';
      return ['discussion', 'reasoning', 'topic'].includes(name) ? name + ' it is' : propose();
    };
    const given = (names) => Object.fromEntries(names.map((name) => [name, say(name)]));
    if (fields !== null) return given(fields.outputs.map(({ name }) => name));
    // GEPA of DSPy before 3.4 asks without a signature.
    const named = [...text.matchAll(/\u0060(?:\\[\\[ ## )?(\\w+)/g)].map(([, name]) => name).filter((name) => name !== 'completed');
    return Object.entries(given(named)).map(([name, value]) => '[[ ## ' + name + ' ## ]]\\n' + value + '\\n\\n').join('') + '[[ ## completed ## ]]';
  });
}
const optionsOf = (name, metric) => {
  const { made, compiled, seed } = CASES[name];
  const more = { KNNFewShot: { vectorizer: 'desk:vectors' }, GEPA: { reflection_lm: 'gpt-4o' } }[name];
  return { optimizer: name, trainset: TRAINSET, metric, seed, options: { ...made, ...compiled, ...more } };
};

test.each(Object.keys(CASES))('%s makes what it makes in plain DSPy', async (name) => {
  answer();
  const desk = await dspex.loadModule('desk:Desk');
  const before = await desk.state();
  const metric = name === 'LabeledFewShot' ? undefined : name === 'GEPA' ? told : isRight;
  const better = await dspex.optimize(desk, optionsOf(name, metric));
  const { outputs } = await better.execute({ ticket: 'My refund is small' });
  const expected = plain()[name];
  expect(await better.state()).toEqual(expected.state);
  expect(outputs.queue).toBe(expected.queue);
  expect(dspex.lm.calls).toHaveLength(expected.calls);
  expect(await desk.state()).toEqual(before);
}, 60_000);

test.each(['BootstrapFewShot', 'GEPA', 'KNNFewShot'])('%s takes a metric of Python', async (name) => {
  answer();
  const better = await dspex.optimize(await dspex.loadModule('desk:Desk'), optionsOf(name, name === 'GEPA' ? 'desk:told' : 'desk:is_right'));
  const { outputs } = await better.execute({ ticket: 'My refund is small' });
  expect([await better.state(), outputs.queue]).toEqual([plain()[name].state, plain()[name].queue]);
}, 60_000);

test('what is optimised is a program like any other', async () => {
  answer();
  const desk = await dspex.loadModule('desk:Desk');
  const better = await dspex.optimize(desk, optionsOf('BootstrapFewShot', isRight));
  const { score } = await dspex.evaluate(better, TRAINSET, isRight);
  expect(score).toBeCloseTo(5 / 6);
  let text = '';
  for await (const piece of better.stream({ ticket: 'a refund' }, { fields: ['queue'] })) text += piece.text ?? '';
  expect(text).toBe('billing');
  await better.save('better.json');
  const other = await dspex.loadModule('desk:Desk');
  await other.load('better.json');
  expect(await other.state()).toEqual(await better.state());
  expect(JSON.stringify(await better.state())).not.toMatch(/dependency|\\d{4}-\\d\\d/);
  await desk.delete();
  expect((await better.execute({ ticket: 'a refund' })).outputs.queue).toBe('billing');
});

test('an ensemble answers as most of its programs do', async () => {
  dspex.lm.when({ n: 'one' }, { outputs: ['digit'] }).replyOnce({ digit: '1' }).replyOnce({ digit: '2' }).replyOnce({ digit: '2' });
  const of = () => dspex.createProgram({ signature: 'n -> digit' });
  const all = await dspex.optimize([await of(), await of(), await of()], { optimizer: 'Ensemble', options: { reduce_fn: 'majority' } });
  expect((await all.execute({ n: 'one' })).outputs.digit).toBe('2');
});

test('a metric hears what each predictor did, and a teacher shows it', async () => {
  answer();
  const traces = [];
  const metric = (example, outputs, { trace, predictor }) => {
    traces.push([example.ticket, trace.map(({ inputs, outputs }) => [Object.keys(inputs), Object.keys(outputs)]), predictor]);
    return isRight(example, outputs);
  };
  const [desk, teacher] = [await dspex.loadModule('desk:Desk'), await dspex.loadModule('desk:Desk')];
  await dspex.optimize(desk, { optimizer: 'BootstrapFewShot', trainset: TRAINSET.slice(0, 1), metric, teacher });
  const trace = [[['ticket'], ['reasoning', 'topic']], [['ticket', 'topic'], ['queue']]];
  expect(traces).toEqual([['I want a refund', trace, null]]);
});

test('what a metric throws is thrown, and ends it', async () => {
  answer();
  const desk = await dspex.loadModule('desk:Desk');
  const error = new TypeError('no such field');
  for (const name of ['BootstrapFewShot', 'COPRO', 'GEPA']) {
    const before = dspex.lm.calls.length;
    let asked = 0;
    const metric = () => { asked += 1; throw error; };
    await expect(dspex.optimize(desk, optionsOf(name, metric))).rejects.toBe(error);
    expect(asked).toBe(1);
    expect(dspex.lm.calls.length - before).toBeLessThan(8);
  }
});

test.each([null, undefined, 'text'])('what a metric throws is thrown as it is: %p', async (thrown) => {
  answer();
  const desk = await dspex.loadModule('desk:Desk');
  await expect(dspex.optimize(desk, optionsOf('BootstrapFewShot', () => { throw thrown; }))).rejects.toBe(thrown);
});

test('refuses what cannot be optimised so', async () => {
  answer();
  const desk = await dspex.loadModule('desk:Desk');
  const base = { optimizer: 'BootstrapFewShot', trainset: TRAINSET, metric: isRight };
  const refused = (change, words) =>
    expect(dspex.optimize(desk, { ...base, ...change })).rejects.toMatchObject({ code: 'OPTIMIZE_INVALID', message: expect.stringMatching(words) });
  await refused({ optimizer: 'BootstrapFewshot' }, /Did you mean "BootstrapFewShot"/);
  await refused({ optimizer: 'COPRO', metric: undefined }, /no metric/);
  await refused({ trainset: undefined }, /no trainset/);
  await refused({ options: { max_demos: 3 } }, /max_bootstrapped_demos/);
  await refused({ metric: () => 'good' }, /good/);
  await refused({ optimizer: 'MIPROv2', options: { metric: 'x' } }, /no option "metric"/);
  await expect(dspex.optimize({}, base)).rejects.toMatchObject({ code: 'OPTIMIZE_INVALID' });
  await expect(dspex.optimize([desk, desk], base)).rejects.toMatchObject({ code: 'OPTIMIZE_INVALID' });
  const elsewhere = await (await dspex.openSession()).createProgram({ signature: 'ticket -> queue' });
  await expect(dspex.optimize([desk, elsewhere], base)).rejects.toThrow(/of several sessions/);
  await dspex.loadModule('desk:blocked');
  await refused({ optimizer: 'MIPROv2' }, /optuna[\\s\\S]*pip install optuna/);
});
`;
const BEFORE_ALL = `
/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
let better;
const saying = (queue) => ({ fields }) => (fields.outputs.length > 1 ? { reasoning: 'r', topic: 't' } : { queue });
beforeAll(async () => {
  dspex.lm.when(() => true).reply(saying('billing'));
  const desk = await dspex.loadModule('desk:Desk');
  const metric = (example, { queue }) => example.queue === queue;
  better = await dspex.optimize(desk, { optimizer: 'BootstrapFewShotWithRandomSearch', trainset: ${JSON.stringify(TRAINSET)}, metric,
    options: { num_candidate_programs: 2, num_threads: 2 } });
});
isolatedTest.each([1, 2])('a copy of it answers (%d)', { level: 'full' }, async () => {
  dspex.lm.when(() => true).reply(saying('tech'));
  expect((await better.execute({ ticket: 'x' })).outputs.queue).toBe('tech');
});
`;
const UNIT = `
const { dspex } = require('@dspex/jest-preset');
test('needs Python', async () => {
  const program = await dspex.createProgram({ signature: 'ticket -> queue' });
  const trained = dspex.optimize(program, { optimizer: 'LabeledFewShot', trainset: [{ ticket: 'a', queue: 'b' }] });
  await expect(trained).rejects.toMatchObject({ code: 'ADAPTER_UNSUPPORTED' });
  expect(await program.state()).toMatchObject({ signature: { outputs: [{ name: 'queue' }] } });
});
`;

// Fails when an optimiser makes other demos or instructions than in plain DSPy, asks in another order, or leaves what a copy cannot have.
test('programs are optimised as plain DSPy does it', async () => {
  const run = await runOnce({
    'optimize.test.js': SUITE.trimStart(),
    'before-all.test.js': BEFORE_ALL.trimStart(),
    'unit.test.js': UNIT,
    'desk.py': DESK,
    'plain.json': plainOptimized(),
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(17);
});
