import { join } from 'node:path';
import { openLmServer } from '../runner/lm-server.mjs';
import { folderOf, jest, project, pytest } from '../runner/projects.mjs';
import { DEVSET, LM_BY_HTTP, OUR_DEVSET } from './plain-dspy.mjs';

const EXAMPLES = 200;
const TRAINED = 40;
const DEMOS = 8;
const SCORE = 50;

/** Half of the examples are right: each contender is held to the same score, and to the same number of demos. */
const OURS = {
  evaluate: `  const result = await dspex.evaluate(program, devset(${EXAMPLES}), exact);
  expect(result.score).toBe(${SCORE / 100});`,
  bootstrap: `  const options = { optimizer: 'BootstrapFewShot', trainset: devset(${TRAINED}), metric: exact };
  const better = await dspex.optimize(program, { ...options, options: { max_bootstrapped_demos: ${DEMOS}, max_labeled_demos: 0 } });
  expect(Object.values(await better.state())[0].demos).toHaveLength(${DEMOS});`,
};
const ourTest = (what) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
${OUR_DEVSET}
test('${what}', async () => {
  dspex.lm.when({ question: /./ }).reply({ reasoning: 'r', answer: 'answer 0' });
  const program = await dspex.createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
${OURS[what]}
});
`;

const THEIRS = {
  evaluate: `        result = dspy.Evaluate(devset=devset(${EXAMPLES}), metric=exact, num_threads=1)(program)
        assert result.score == ${SCORE}.0`,
  bootstrap: `        optimizer = dspy.BootstrapFewShot(metric=exact, max_bootstrapped_demos=${DEMOS}, max_labeled_demos=0)
        better = optimizer.compile(program, trainset=devset(${TRAINED}))
        assert len(better.predictors()[0].demos) == ${DEMOS}`,
};
const theirTest = (what) => `import os
import dspy
from dspy.utils import DummyLM

${DEVSET}
def lm():
    if "BENCH_LM" in os.environ:
        return ${LM_BY_HTTP}
    return DummyLM([{"reasoning": "r", "answer": "answer 0"}] * ${EXAMPLES * 2})

def test_${what}():
    with dspy.context(lm=lm()):
        program = dspy.ChainOfThought("question -> answer")
${THEIRS[what]}
`;

/** The same work of DSPy's in a Jest test and in a pytest test: whole commands. */
const beside = (what, shown) => ({
  name: shown,
  contenders: {
    ours: { shown, own: true },
    dummy: { shown: 'pytest, `DummyLM`' },
    http: { shown: 'pytest, `dspy.LM` by HTTP' },
  },
  beside: [
    { ours: 'ours', base: ['dummy'], beside: 'pytest, `DummyLM`', goal: '1.2 ×' },
    { ours: 'ours', base: ['http'], beside: 'pytest, `dspy.LM` by HTTP', goal: '1.2 ×' },
  ],
  async prepare(site, onEnd) {
    const folder = folderOf(site, `dspy-${what}`);
    const server = await openLmServer();
    onEnd(server.close);
    const plain = project(join(folder, 'plain'), { [`test_${what}.py`]: theirTest(what) });
    const ours = project(join(folder, 'ours'), { 't.test.js': ourTest(what) });
    return {
      ours: { many: jest(site, ours, { passed: 1 }) },
      dummy: { many: pytest(plain, { passed: 1 }) },
      http: { many: pytest(plain, { passed: 1, env: { BENCH_LM: server.url } }) },
    };
  },
});

export const DSPY_ROWS = [beside('evaluate', `an evaluation of ${EXAMPLES} examples`), beside('bootstrap', 'a BootstrapFewShot')];
