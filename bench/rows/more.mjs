import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { runCommand } from '../runner/command.mjs';
import { openLmServer } from '../runner/lm-server.mjs';
import { folderOf, jest, project } from '../runner/projects.mjs';
import { DEVSET, LM_BY_HTTP, OUR_DEVSET } from './plain-dspy.mjs';

const PREDICTS = 150;
const EXAMPLES = 150;

const inTest = (body) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
${OUR_DEVSET}
test('asks', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'answer 0' });
  const program = await dspex.createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
  ${body}
});
`;
const predicts = (count) =>
  inTest(`for (let i = 0; i < ${count}; i++) expect((await program.execute({ question: 'ask' + i })).outputs.answer).toBe('answer 0');`);
const evaluates = (count) => inTest(`await dspex.evaluate(program, devset(${count}), exact);`);
const PLAIN = `import os, sys
import dspy
from dspy.utils import DummyLM
lm, what, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
program = dspy.ChainOfThought("question -> answer")
def lm_of():
    if lm == "dummy":
        return DummyLM([{"reasoning": "r", "answer": "answer 0"}] * count)
    return ${LM_BY_HTTP}

${DEVSET}
with dspy.context(lm=lm_of()):
    if what == "evaluate":
        dspy.Evaluate(devset=devset(count), metric=exact, num_threads=1)(program)
    else:
        for i in range(count):
            assert program(question=f"ask{i}").answer == "answer 0"
`;

/** What one more costs in a test that has made its program, beside DSPy alone: whole commands of many and of one. */
const oneMore = (each, shown, what, text, count) => ({
  name: `one more ${each}`,
  warmUp: false,
  contenders: {
    ours: { shown, own: true, more: count - 1, each },
    dummy: { shown: 'DSPy alone, `DummyLM`', more: count - 1 },
    http: { shown: 'DSPy alone, `dspy.LM` by HTTP', more: count - 1 },
  },
  beside: [
    { ours: 'ours', base: ['dummy'], beside: 'DSPy alone, `DummyLM`', of: 'marginal' },
    { ours: 'ours', base: ['http'], beside: 'DSPy alone, `dspy.LM` by HTTP', of: 'marginal' },
  ],
  async prepare(site, onEnd) {
    const folder = folderOf(site, `more-${what}`);
    const server = await openLmServer();
    onEnd(server.close);
    project(folder, { 'plain.py': PLAIN });
    const test = (size) => jest(site, project(join(folder, `ours-${size}`), { 't.test.js': text(size) }), { passed: 1 });
    const env = { BENCH_LM: server.url };
    const plain = (lm, size) => () => runCommand({ command: PYTHON, args: ['plain.py', lm, what, String(size)], cwd: folder, env });
    const both = (run) => ({ many: run(count), one: run(1) });
    return { ours: both(test), dummy: both((size) => plain('dummy', size)), http: both((size) => plain('http', size)) };
  },
});

export const MORE_ROWS = [
  oneMore('predict in a test', `a test of ${PREDICTS} predicts`, 'predict', predicts, PREDICTS),
  oneMore('example of an evaluation', `an evaluation of ${EXAMPLES} examples`, 'evaluate', evaluates, EXAMPLES),
];
