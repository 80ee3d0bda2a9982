import { type Run, runOnce } from '../e2e/run-jest';

const MODULE = `
import os
import dspy

class Looks(dspy.Module):
    """Says what it finds, then leaves something of its own, which a neighbour must not find."""
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, name):
        found = [os.environ.get("LEFT_BY"), getattr(dspy, "left_by", None), str(dspy.settings.lm.kwargs.get("left_by"))]
        os.environ["LEFT_BY"] = name
        dspy.left_by = name
        dspy.settings.lm.kwargs["left_by"] = name
        answer = self.predict(question=name).answer
        return dspy.Prediction(answer=answer, found=found, still=os.environ["LEFT_BY"])
`;
const TESTS = `
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const looks = (name) => async ({ lm, loadModule }) => {
  lm.when({ question: name }).reply({ answer: 'for ' + name });
  const { outputs } = await (await loadModule('looks:Looks')).execute({ name });
  expect(outputs).toMatchObject({ answer: 'for ' + name, found: [null, null, 'None'], still: name });
  expect(lm).toHaveAnswered(1);
  return outputs;
};`;

let run: Run;
beforeAll(async () => {
  run = await runOnce(
    {
      'looks.py': MODULE,
      'spawn.test.js': `/**
         * @jest-environment @dspex/jest-preset/integration
         * @dspex {"python":{"startMethod":"spawn"},"processTimeoutMs":100000}
         */${TESTS}
        for (const level of ['full', 'namespace', 'namespace', 'session'])
          isolatedTest('spawned, ' + level + ' ' + Math.random(), { level, timeoutMs: 100_000 }, looks('one of ' + level));`,
      'concurrent.test.js': `/** @jest-environment @dspex/jest-preset/integration */${TESTS}
        for (const name of ['a', 'b', 'c', 'd', 'e', 'f'])
          isolatedTest.concurrent('at once, ' + name, { level: 'namespace' }, looks(name));
        for (const name of ['g', 'h']) isolatedTest('afterwards, ' + name, { level: 'namespace' }, looks(name));`,
    },
    { env: { TEST_MODE: 'integration' } },
  );
}, 240_000);

// Fails when a process that imports DSPy itself keeps less apart than one that is forked.
test('every level holds where each process is started anew', () => expect(outcomes('spawned')).toEqual(Array(4).fill(['passed'])));

// Fails when tests that run at once in one process find what another left, or are answered by its rules.
test('level namespace holds among tests that run at once, and after them', () => {
  expect(outcomes('at once')).toEqual(Array(6).fill(['passed']));
  expect(outcomes('afterwards')).toEqual(Array(2).fill(['passed']));
});

function outcomes(beginning: string): string[][] {
  const found = run.tests.filter(({ fullName }) => fullName.startsWith(beginning));
  if (found.length === 0) throw new Error(run.output);
  return found.map(({ status, failureMessages }) => [status, ...failureMessages]);
}
