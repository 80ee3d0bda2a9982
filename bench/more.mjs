import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON } from '../scripts/setup.mjs';
import { stage } from '../scripts/stage.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { inTurn } from './few.mjs';
import { runWithCpu } from './run-with-cpu.mjs';
import { JEST, write } from './suites.mjs';

const EXAMPLES = 200;
const PREDICTS = 300;

/** A program that is asked so many times, in one test. */
const evaluationFile = (count) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('evaluates', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  const program = await dspex.createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
  const devset = Array.from({ length: ${count} }, (_, i) => ({ question: 'q' + i, answer: i % 2 ? 'yes' : 'no' }));
  await dspex.evaluate(program, devset, (example, { answer }) => answer === example.answer);
});
`;
const predictsFile = (count) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('asks', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  const program = await dspex.createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
  for (let i = 0; i < ${count}; i++) expect((await program.execute({ question: 'q' + i })).outputs.answer).toBe('yes');
});
`;
const PLAIN = `import sys, dspy
from dspy.utils import DummyLM
what, count = sys.argv[1], int(sys.argv[2])
program = dspy.ChainOfThought("question -> answer")
with dspy.context(lm=DummyLM([{"reasoning": "r", "answer": "yes"}] * count)):
    if what == "evaluate":
        devset = [dspy.Example(question=f"q{i}", answer="yes" if i % 2 else "no").with_inputs("question") for i in range(count)]
        dspy.Evaluate(devset=devset, metric=lambda example, given, trace=None: example.answer == given.answer, num_threads=1)(program)
    else:
        for i in range(count):
            assert program(question=f"q{i}").answer == "yes"
`;

/** What more of the same costs in one test, beside plain DSPy: whole commands of many and of one, whose difference is told. */
export function measureMore() {
  const folder = join(ROOT, '.stage', 'bench-more');
  stage();
  rmSync(folder, { recursive: true, force: true });
  for (const count of [1, EXAMPLES]) write(folder, `evaluate${count}`, [['t.test.js', evaluationFile(count)]]);
  for (const count of [1, PREDICTS]) write(folder, `predict${count}`, [['t.test.js', predictsFile(count)]]);
  writeFileSync(join(folder, 'plain.py'), PLAIN);
  const ours = (what, count) => () => runWithCpu(process.execPath, [JEST, '--silent', '-i'], join(folder, `${what}${count}`));
  const plain = (what, count) => () => runWithCpu(PYTHON, ['plain.py', what, String(count)], folder);
  const contenders = { evaluate: EXAMPLES, predict: PREDICTS };
  const seen = inTurn(
    Object.fromEntries(
      Object.entries(contenders).flatMap(([what, count]) => [
        [`${what} one`, ours(what, 1)],
        [`${what} many`, ours(what, count)],
        [`plain ${what} one`, plain(what, 1)],
        [`plain ${what} many`, plain(what, count)],
      ]),
    ),
  );
  const each = (name, part, count) => (seen[`${name} many`][part].median - seen[`${name} one`][part].median) / (count - 1);
  return Object.fromEntries(
    Object.entries(contenders).map(([what, count]) => [
      what,
      Object.fromEntries(
        ['wall', 'cpu'].map((part) => [part, { ours: each(what, part, count), plain: each(`plain ${what}`, part, count) }]),
      ),
    ]),
  );
}
