import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const DESK = `
import asyncio
import dspy

class Desk(dspy.Module):
    def __init__(self):
        super().__init__()
        self.route = dspy.Predict("ticket -> queue")
    def forward(self, ticket):
        return self.route(ticket=ticket)

class Holds(dspy.Module):
    def forward(self, id: int):
        return dspy.Prediction(text=str(id))

class Slow(Desk):
    def forward(self, ticket):
        import time
        while True:
            time.sleep(0.01)

def is_right(example, prediction, trace=None):
    return example.queue == prediction.queue

async def later(example, prediction, trace=None):
    await asyncio.sleep(0)
    return is_right(example, prediction)

class Later:
    async def __call__(self, example, prediction, trace=None):
        return is_right(example, prediction)

class Right:
    def __call__(self, example, prediction, trace=None):
        return is_right(example, prediction)

class Judge(dspy.Module):
    def __init__(self):
        super().__init__()
        self.judge = dspy.Predict("wanted, got -> same: bool")
    def forward(self, example, prediction, trace=None):
        return dspy.Prediction(score=self.judge(wanted=example.queue, got=prediction.queue).same, feedback="read it again")

class AsyncJudge(Judge):
    forward = None
    async def __call__(self, example, prediction, trace=None):
        return (await self.judge.acall(wanted=example.queue, got=prediction.queue)).same

class OfName:
    def __init__(self, name):
        self.name = name

def breaks(example, prediction, trace=None):
    raise KeyError("no such queue")

number = 7
`;

const SUITE = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');

const TICKETS = [{ ticket: 'a refund', queue: 'billing' }, { ticket: 'no start', queue: 'tech' }, { ticket: 'late', queue: 'billing' }];
beforeEach(() => {
  dspex.lm.when({}, { outputs: ['queue'] }).reply(({ inputs }) => ({ queue: /refund/.test(inputs.ticket) ? 'billing' : 'tech' }));
  dspex.lm.when({}, { outputs: ['same'] }).reply(({ inputs }) => ({ same: inputs.wanted === inputs.got }));
});
const desk = () => dspex.loadModule('desk:Desk');
const KINDS = ['is_right', 'later', 'Later', 'Right', 'Judge', 'AsyncJudge'];

test.each(KINDS)('desk:%s scores as it says', async (name) => {
  const result = await dspex.evaluate(await desk(), TICKETS, 'desk:' + name);
  expect(result.results.map(({ score, error }) => [score, error])).toEqual([[1, null], [1, null], [0, null]]);
});

test.each(KINDS.filter((name) => name !== 'Judge'))('desk:%s says which demos are kept', async (name) => {
  const better = await dspex.optimize(await desk(), {
    optimizer: 'BootstrapFewShot', trainset: TICKETS, metric: 'desk:' + name, options: { max_labeled_demos: 0 },
  });
  const { route } = await better.state();
  expect(route.demos.map(({ ticket, queue }) => [ticket, queue])).toEqual([['a refund', 'billing'], ['no start', 'tech']]);
});

test.each(['BootstrapFewShot', 'KNNFewShot'])('%s takes no metric for one that keeps all', async (optimizer) => {
  const options = optimizer === 'KNNFewShot' ? { k: 3, vectorizer: 'text-embedding-3-small' } : {};
  const better = await dspex.optimize(await desk(), { optimizer, trainset: TICKETS, options });
  expect((await better.execute({ ticket: 'a refund' })).outputs).toEqual({ queue: 'billing' });
});

test.each([['OfName', /class that takes arguments/], ['number', /it is a int/]])('desk:%s is refused', async (name, why) => {
  const refused = { code: 'MODULE_INVALID', message: expect.stringMatching(why) };
  const [program, metric] = [await desk(), 'desk:' + name];
  await expect(dspex.evaluate(program, TICKETS, metric)).rejects.toMatchObject(refused);
  await expect(dspex.optimize(program, { optimizer: 'BootstrapFewShot', trainset: TICKETS, metric })).rejects.toMatchObject(refused);
});

test('what a metric raises is said of the metric', async () => {
  const { results } = await dspex.evaluate(await desk(), TICKETS, 'desk:breaks');
  expect(results[0].error.message).toMatch(/^desk:breaks raised KeyError: 'no such queue'/);
});

test('a text is shown as one, and not as the number that it looks like', async () => {
  await expect(dspex.evaluate(await desk(), TICKETS, () => '0.5')).rejects.toThrow('The metric gave "0.5" for {"ticket"');
  const optimized = dspex.optimize(await desk(), { optimizer: 'BootstrapFewShot', trainset: TICKETS, metric: () => ({ scores: 1 }) });
  await expect(optimized).rejects.toThrow('The metric gave {"scores":1}.');
});

test.each(['ids.json', 'ids.jsonl'])('long ids of %s keep their digits', async (file) => {
  const result = await dspex.evaluate(await dspex.loadModule('desk:Holds'), file, (example, { text }) => text === String(example.id));
  expect(result.results.map(({ outputs, score }) => [outputs.text, score])).toEqual([['12345678901234567891', 1], ['7', 1]]);
  expect(() => expect(result).toScoreAtLeast(2)).toThrow(/12345678901234567891/);
  await expect(dspex.evaluate(await dspex.loadModule('desk:Holds'), file, () => 'x')).rejects.toThrow(/12345678901234567891/);
});

test('where time runs out, what gives it more is shown', async () => {
  const slow = await dspex.loadModule('desk:Slow');
  const options = { optimizer: 'BootstrapFewShot', trainset: TICKETS, metric: 'desk:is_right', timeoutMs: 300 };
  await expect(dspex.optimize(slow, options)).rejects.toThrow(/dspex\\.optimize\\(program, \\{ .*timeoutMs/);
  const { results } = await dspex.evaluate(await dspex.loadModule('desk:Slow'), TICKETS.slice(1), 'desk:is_right', { timeoutMs: 300 });
  expect(results[0].error.message).toMatch(/dspex\\.evaluate\\(.*timeoutMs/);
});
`;

// Fails when a metric of Python's is taken for another answer than it gives, or an id of a file for another number.
test('metrics of Python score as they say, whatever they are made of', async () => {
  const ids = [{ id: 0 }, { id: 7 }].map((one) => JSON.stringify(one).replace('0', '12345678901234567891'));
  const run = await runOnce({
    'a.test.js': SUITE,
    'desk.py': DESK,
    'ids.json': `[${ids.join()}]`,
    'ids.jsonl': ids.join('\n'),
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(20);
});
