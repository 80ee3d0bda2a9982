import { runOnce } from './run-jest';

const WORKER = `
import asyncio, json, sys
from dspex_bridge.test_lm import init_test_lm
init_test_lm()
import dspy
answers = [
    dspy.Predict("question -> answer")(question="by fields").answer,
    dspy.Predict("question -> score: float")(question="typed").score,
    asyncio.run(dspy.Predict("question -> answer").acall(question="async")).answer,
]
with dspy.context(lm=dspy.LM("openai/gpt-4o", api_key="mine")):
    answers.append(dspy.Predict("question -> answer")(question="own model").answer)
try:
    dspy.Predict("question -> answer")(question=sys.argv[1])
    answers.append("answered")
except Exception as error:
    answers.append(type(error).__name__)
print(json.dumps(answers))
`;
const HEAD = `
  jest.setTimeout(100000);
  const { execFile } = require('node:child_process');
  const { dspex, initTestLm } = require('@dspex/jest-preset');
  const python = (env, ...args) => new Promise((resolve, reject) => execFile(process.env.DSPEX_PYTHON, args, { cwd: __dirname, env: { ...process.env, ...env } },
    (error, out, err) => error ? reject(Object.assign(error, { err })) : resolve(JSON.parse(out))));
  const rules = () => {
    dspex.lm.when({ question: 'by fields' }).reply({ answer: 'fields' });
    dspex.lm.when({ question: 'typed' }).reply({ score: 0.5 });
    dspex.lm.when({ question: 'async' }).reply({ answer: 'awaited' });
    dspex.lm.when({ question: 'own model' }).reply({ answer: 'mine' });
  };`;

// Fails when DSPy in a process that the test started is not answered by the rules of that test, when a miss is tried again or not charged
// to it, or when a process without a test goes on in silence.
test('DSPy in a Python process of the user is answered by the rules of the test that started it', async () => {
  const run = await runOnce({
    'worker.py': WORKER,
    'a.test.js': `${HEAD}
      test('is answered', async () => {
        rules();
        dspex.lm.expectMiss();
        const { env } = await initTestLm();
        expect(await python(env, 'worker.py', 'nobody knows')).toEqual(['fields', 0.5, 'awaited', 'mine', 'LMInvalidRequestError']);
        expect(dspex.lm.calls.map(({ source, door, model, inputs }) => [source, door, model, inputs.question])).toEqual([
          ['rule', 'python', 'gpt-4o-mini', 'by fields'], ['rule', 'python', 'gpt-4o-mini', 'typed'], ['rule', 'python', 'gpt-4o-mini', 'async'],
          ['rule', 'python', 'gpt-4o', 'own model'], ['miss', 'python', 'gpt-4o-mini', 'nobody knows'],
        ]);
      });
      test('its miss fails the test', async () => { rules(); await python((await initTestLm()).env, 'worker.py', 'nobody knows'); });
      test('a reply without a field fails the test', async () => {
        rules();
        dspex.lm.when({ question: 'wrong' }).reply({ other: 1 });
        await python((await initTestLm()).env, 'worker.py', 'wrong');
      });
      test('a process without a test says so', async () => {
        const { env } = await initTestLm();
        const error = await python({ ...env, DSPEX_TEST_LM: '' }, 'worker.py', 'x').catch((thrown) => thrown);
        expect(error.err).toContain('DSPEX_TEST_LM is not set');
      });`,
  });
  expect(run.test('is answered').failureMessages).toEqual([]);
  expect(run.test('its miss fails the test').failureMessages.join()).toMatch(/nobody knows[\s\S]*\[LM_MISS\]/);
  expect(run.test('a reply without a field fails the test').failureMessages.join()).toMatch(/other|answer/);
  expect(run.test('a process without a test says so').failureMessages).toEqual([]);
});
