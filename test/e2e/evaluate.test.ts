import { notPassed } from './not-passed';
import { plainScores, SCORES } from './plain-scores';
import { runOnce } from './run-jest';

const SUITE = `
const { dspex } = require('@dspex/jest-preset');

const TICKETS = [
  { ticket: 'I want a refund', queue: 'billing' },
  { ticket: 'It does not start', queue: 'tech' },
  { ticket: 'My refund is late', queue: 'tech' },
];
const isRight = (example, { queue }) => example.queue === queue;
const triage = () => dspex.createProgram({ signature: "ticket -> queue: Literal['billing', 'tech']" });
const answer = () => {
  dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: 'tech' });
};

test('scores by the mean, and keeps what became of each example', async () => {
  answer();
  const result = await dspex.evaluate(await triage(), TICKETS, isRight);
  expect(result.score).toBeCloseTo(2 / 3);
  expect(result.results.map(({ example, outputs, score, error }) => [example, outputs, score, error])).toStrictEqual([
    [TICKETS[0], { queue: 'billing' }, 1, null],
    [TICKETS[1], { queue: 'tech' }, 1, null],
    [TICKETS[2], { queue: 'billing' }, 0, null],
  ]);
  expect(result.results.map(({ calls }) => calls.map(({ inputs }) => inputs.ticket))).toEqual(TICKETS.map(({ ticket }) => [ticket]));
  expect(result).toScoreAtLeast(0.6);
  expect(result).not.toScoreAtLeast(0.7);
  const failing = () => expect(result).toScoreAtLeast(0.8);
  expect(failing).toThrow(/at least 0.8, got 0.6667[\\s\\S]*worst of 3[\\s\\S]*score 0: .*My refund is late[\\s\\S]*rule: .*→ .*billing/);
  // What did its part is none of the worst.
  expect(failing).not.toThrow(/score 1:/);
});

test.each(['tickets.json', '<rootDir>/tickets.jsonl', 'tickets.csv'])('reads examples from %s', async (path) => {
  answer();
  const result = await dspex.evaluate(await triage(), path, async (example, outputs) => isRight(example, outputs));
  expect(result.results.map(({ example }) => example)).toStrictEqual(TICKETS);
  expect(result.score).toBeCloseTo(2 / 3);
});

test('runs several at once, and keeps their order and their calls apart', async () => {
  let most = 0;
  let now = 0;
  dspex.lm.when({ n: /./ }).delay(5).reply(async ({ inputs }) => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now -= 1;
    return { twice: inputs.n + inputs.n };
  });
  const program = await dspex.createProgram({ signature: 'n -> twice' });
  const devset = Array.from({ length: 24 }, (_, n) => ({ n: 'n' + n }));
  const { score, results } = await dspex.evaluate(program, devset, ({ n }, { twice }) => twice === n + n, { numThreads: 6 });
  expect(score).toBe(1);
  expect(most).toBeLessThanOrEqual(6);
  expect(results.map(({ calls }) => calls.map(({ inputs }) => inputs.n))).toEqual(devset.map(({ n }) => [n]));
});

test('an error counts 0, and too many end it', async () => {
  dspex.lm.when({ ticket: /refund/ }).replyWithError({ status: 400, message: 'no refunds' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: 'tech' });
  const program = await triage();
  const result = await dspex.evaluate(program, TICKETS, isRight);
  expect(result.score).toBeCloseTo(1 / 3);
  expect(result.results[0]).toMatchObject({ outputs: null, score: 0, error: { message: expect.stringContaining('no refunds') } });
  await expect(dspex.evaluate(program, TICKETS, isRight, { maxErrors: 1 })).rejects.toMatchObject({
    code: 'EVALUATE_FAILED',
    message: expect.stringContaining('no refunds'),
  });
});

const isThen = { sync: (said) => said, later: async (said) => said };
test.each(Object.keys(isThen))('asks a metric before the next example asks the LM: %s', async (when) => {
  const order = [];
  dspex.lm.when({ n: /./ }).reply(({ inputs }) => (order.push('lm ' + inputs.n), { twice: inputs.n + inputs.n }));
  const program = await dspex.createProgram({ signature: 'n -> twice' });
  const metric = ({ n }) => (order.push('metric ' + n), isThen[when](n !== '3'));
  const devset = ['1', '2', '3', '4', '5'].map((n) => ({ n }));
  const { results } = await dspex.evaluate(program, devset, metric);
  expect(order).toEqual(devset.flatMap(({ n }) => ['lm ' + n, 'metric ' + n]));
  expect(results.map(({ score, calls }) => [score, calls.length])).toEqual([1, 1, 0, 1, 1].map((score) => [score, 1]));
});

test('begins no example after the last error that it takes', async () => {
  dspex.lm.when({ n: /./ }).reply(({ inputs }) => ({ twice: inputs.n }));
  const program = await dspex.createProgram({ signature: 'n -> twice' });
  const devset = Array.from({ length: 9 }, (_, n) => ({ n: 'n' + n }));
  const metric = ({ n }) => {
    if (n > 'n2') throw new Error('no metric for ' + n);
    return 1;
  };
  await expect(dspex.evaluate(program, devset, metric, { maxErrors: 2 })).rejects.toMatchObject({ code: 'EVALUATE_FAILED' });
  expect(dspex.lm.calls.map(({ inputs }) => inputs.n)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
});

test('a metric may run programs, and rules of its own', async () => {
  const program = await dspex.createProgram({ signature: 'n -> twice' });
  const judge = await dspex.createProgram({ signature: 'answer -> grade: int' });
  dspex.lm.when({ n: /./ }).replyOnce({ twice: 'a' }).replyOnce({ twice: 'b' }).replyOnce({ twice: 'c' });
  dspex.lm.when({ answer: /./ }).replyOnce({ grade: 1 }).replyOnce({ grade: 0 }).replyOnce({ grade: 1 });
  const metric = async (_, { twice }) => (await judge.execute({ answer: twice })).outputs.grade;
  const { results } = await dspex.evaluate(program, [{ n: '1' }, { n: '2' }, { n: '3' }], metric);
  expect(results.map(({ outputs, score }) => [outputs.twice, score])).toEqual([['a', 1], ['b', 0], ['c', 1]]);
  expect(dspex.lm.calls.map(({ inputs }) => inputs.n ?? inputs.answer)).toEqual(['1', 'a', '2', 'b', '3', 'c']);
});

test.each(['text', null, undefined, { code: 7 }])('keeps what a metric threw that is no error: %p', async (thrown) => {
  answer();
  const { score, results } = await dspex.evaluate(await triage(), TICKETS, () => { throw thrown; });
  expect([score, results[0].error.message, results[0].error.cause]).toEqual([0, 'the metric threw ' + thrown, thrown]);
});

test('tells whoever thinks in percent', async () => {
  answer();
  const result = await dspex.evaluate(await triage(), TICKETS, isRight);
  expect(() => expect(result).toScoreAtLeast(80)).toThrow('A score is a mean: 80 percent is 0.8.');
});

test('refuses what it cannot score', async () => {
  answer();
  const program = await triage();
  for (const wrong of [() => 'good', () => undefined, () => NaN, () => Infinity])
    await expect(dspex.evaluate(program, TICKETS, wrong)).rejects.toMatchObject({ code: 'EVALUATE_INVALID' });
  for (const devset of [[], 'none.json', 'tickets.txt', ['text']])
    await expect(dspex.evaluate(program, devset, isRight)).rejects.toMatchObject({ code: 'EVALUATE_INVALID' });
  await expect(dspex.evaluate(program, TICKETS)).rejects.toMatchObject({ code: 'EVALUATE_INVALID' });
  await expect(dspex.evaluate(program, TICKETS, isRight, { numThreads: 'a' })).rejects.toMatchObject({ code: 'EVALUATE_INVALID' });
  await expect(dspex.evaluate({}, TICKETS, isRight)).rejects.toMatchObject({ code: 'EVALUATE_INVALID' });
  expect(() => expect({}).toScoreAtLeast(1)).toThrow(TypeError);
});

dspex.describeEach('tickets.csv')('the ticket $ticket', ({ ticket, queue }) => {
  test('has a queue', () => expect([ticket, queue]).toEqual([expect.any(String), expect.stringMatching(/billing|tech/)]));
});
`;
const UNIT = `
test('has no Python metric', async () => {
  const result = dspex.evaluate(await triage(), TICKETS, 'scores:is_right', { maxErrors: 1 });
  await expect(result).rejects.toMatchObject({ code: 'EVALUATE_FAILED', message: expect.stringContaining('scores:is_right') });
});
`;
const WITH_PYTHON = `
test.each(['scores:is_right', 'scores:with_feedback', 'scores:partly', 'scores:fails_once'])('scores as dspy.Evaluate: %s', async (metric) => {
  dspex.lm.when({ question: /./ }).reply(({ inputs }) => ({ answer: inputs.question.slice(0, 4) }));
  const program = await dspex.loadModule('scores:Ask');
  const devset = Array.from({ length: 7 }, (_, n) => ({ question: 'q' + n, answer: n % 3 === 0 ? 'q' + n : 'other', n }));
  const { score } = await dspex.evaluate(program, devset, metric);
  expect(Math.round(score * 10000) / 100).toBe(JSON.parse(require('fs').readFileSync('plain.json', 'utf8'))[metric]);
});

test.each(['scores:nowhere', 'nowhere:metric', 'scores:gives_nan'])('a metric that is wrong for all ends it: %s', async (metric) => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'a' });
  const wrong = dspex.evaluate(await dspex.loadModule('scores:Ask'), [{ question: 'q' }, { question: 'r' }], metric);
  await expect(wrong).rejects.toThrow(metric === 'scores:gives_nan' ? 'The metric gave NaN' : metric);
});

test('a module that takes anything is told its inputs', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'a' });
  const program = await dspex.loadModule('scores:Anything');
  const devset = [{ question: 'q', answer: 'a' }];
  const metric = (example, { answer }) => answer === example.answer;
  await expect(dspex.evaluate(program, devset, metric)).rejects.toMatchObject({ code: 'EVALUATE_INVALID', message: expect.stringContaining('inputs:') });
  expect((await dspex.evaluate(program, devset, metric, { inputs: ['question'] })).score).toBe(1);
});
`;
// Fails when a layer scores otherwise, a file of examples is read otherwise, or DSPy says another score.
test('programs are evaluated in both layers, and score as dspy.Evaluate says', async () => {
  const tickets = [
    { ticket: 'I want a refund', queue: 'billing' },
    { ticket: 'It does not start', queue: 'tech' },
    { ticket: 'My refund is late', queue: 'tech' },
  ];
  const run = await runOnce({
    'unit.test.js': SUITE + UNIT,
    'python.test.js': `/** @jest-environment @dspex/jest-preset/integration */\n${SUITE}${WITH_PYTHON}`,
    'scores.py': SCORES,
    'plain.json': plainScores(),
    'tickets.json': JSON.stringify(tickets),
    'tickets.jsonl': `${tickets.map((one) => JSON.stringify(one)).join('\n')}\n`,
    'tickets.csv': `ticket,queue\n${tickets.map(({ ticket, queue }) => `"${ticket}",${queue}`).join('\n')}\n`,
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(20);
});
