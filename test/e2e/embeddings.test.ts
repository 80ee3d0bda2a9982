import { notPassed } from './not-passed';
import { runOnce } from './run-jest';

const EITHER = `
const { dspex } = require('@dspex/jest-preset');
const near = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0);

test('vectors are the same for the same text, and near for near ones', async () => {
  const [one, same, plural, other, more, far] = await dspex.embed(
    ['I want a refund', 'i want a refund!', 'We want refunds', 'refund', 'the refund policy', 'The router is blinking']);
  expect(one).toHaveLength(1536);
  expect(near(one, one)).toBeCloseTo(1);
  expect(near(one, same)).toBeCloseTo(1);
  expect(near(one, plural)).toBeGreaterThan(near(one, far) + 0.2);
  expect(near(other, more)).toBeGreaterThan(near(other, far) + 0.2);
  expect(await dspex.embed('I want a refund')).toEqual(one);
  expect(await dspex.embed('tea', { dimensions: 8, model: 'openai/text-embedding-3-large' })).toHaveLength(8);
  expect(dspex.lm.calls.map(({ operation, model }) => [operation, model])).toEqual([
    ['embed', 'text-embedding-3-small'], ['embed', 'text-embedding-3-small'], ['embed', 'text-embedding-3-large']]);
});

test('a rule answers, and a model that is down is down', async () => {
  dspex.lm.whenPrompt('tea').reply({ embedding: [1, 0] });
  dspex.lm.whenPrompt('coffee').replyWithError({ status: 400, message: 'no coffee' });
  expect(await dspex.embed(['tea', 'more tea'])).toEqual([[1, 0], [1, 0]]);
  await expect(dspex.embed('coffee')).rejects.toThrow('no coffee');
});
`;
const PYTHON = `
const { isolatedTest } = require('@dspex/jest-preset');
const answer = (lm) => lm.when({ question: /./ }).reply(({ inputs }) => ({ answer: inputs.context[0] }));
let kept;
beforeAll(async () => { kept = await dspex.loadModule('rag:Rag'); });

describe.each(['full', 'session', 'namespace'])('an index, %s', (level) => {
  isolatedTest('finds what is near, and its calls are those of its test', { level }, async ({ lm, loadModule }) => {
    answer(lm);
    const rag = await loadModule('rag:Rag', { kwargs: { k: 2 } });
    const { outputs } = await rag.execute({ question: 'How long does a refund take?' });
    expect(outputs).toMatchObject({ answer: 'Refunds take five days.', indices: [0, expect.any(Number)] });
    expect(lm.calls.map(({ operation }) => operation)).toEqual(['embed', 'embed', 'generate']);
    expect((await rag.execute({ question: 'And your office?' })).outputs.indices[0]).toBe(2);
  });
  isolatedTest('one that beforeAll made finds it, too', { level }, async ({ lm }) => {
    answer(lm);
    expect((await kept.execute({ question: 'Where is your office?' })).outputs.indices).toEqual([2]);
    expect(lm.calls.map(({ operation }) => operation)).toEqual(['embed', 'generate']);
  });
});

test('several threads ask at once', async () => {
  const rag = await dspex.loadModule('rag:Searches');
  const { outputs } = await rag.execute({ questions: ['a refund', 'the router', 'an office'] });
  expect(outputs.indices).toEqual([0, 1, 2]);
});

test('KNNFewShot takes a hosted model', async () => {
  dspex.lm.when({ ticket: /refund/ }).reply({ queue: 'billing' });
  dspex.lm.when({ ticket: /start/ }).reply({ queue: 'tech' });
  const trainset = [
    { ticket: 'I want a refund', queue: 'billing' },
    { ticket: 'Does not start', queue: 'tech' },
    { ticket: 'My refunds are late', queue: 'billing' },
  ];
  const triage = await dspex.createProgram({ signature: 'ticket -> queue' });
  const better = await dspex.optimize(triage, { optimizer: 'KNNFewShot', trainset, metric: () => true,
    options: { k: 2, vectorizer: 'text-embedding-3-small', max_bootstrapped_demos: 0 } });
  expect((await better.execute({ ticket: 'a refund, please' })).outputs.queue).toBe('billing');
  const [last] = dspex.lm.calls.slice(-1);
  expect(last.prompt).toContain('I want a refund');
  expect(last.prompt).not.toContain('Does not start');
});
`;
const RAG = `
import concurrent.futures
import dspy

DOCS = ["Refunds take five days.", "Reset the router by its button.", "Our office is in Oslo."]

class Rag(dspy.Module):
    def __init__(self, k=1):
        super().__init__()
        embedder = dspy.Embedder("openai/text-embedding-3-small", caching=False)
        self.search = dspy.retrievers.Embeddings(corpus=DOCS, embedder=embedder, k=k)
        self.answer = dspy.Predict("context: list[str], question -> answer")
    def forward(self, question):
        found = self.search(question)
        answered = self.answer(context=found.passages, question=question)
        return dspy.Prediction(answer=answered.answer, indices=found.indices)

class Searches(Rag):
    def forward(self, questions):
        found = dspy.Parallel(num_threads=3, disable_progress_bar=True)([(self.search, {"query": one}) for one in questions])
        return dspy.Prediction(indices=[one.indices[0] for one in found])
`;

// Fails when vectors differ between runs or layers, a query is charged to another test, or an index cannot be copied or is left behind.
test('texts are embedded and found, in every layer and isolation', async () => {
  const run = await runOnce({
    'unit.test.js': EITHER,
    'python.test.js': `/** @jest-environment @dspex/jest-preset/integration */\n${EITHER}${PYTHON}`,
    'rag.py': RAG,
  });
  expect(notPassed(run)).toEqual([]);
  expect(run.tests).toHaveLength(12);
  expect(run.output).not.toContain('leak');
});
