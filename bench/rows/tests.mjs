import { LM_BY_HTTP } from './plain-dspy.mjs';

/** The texts of tests that rows share: in Jest with the package, and the same body in pytest. */
const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
`;
export const TRIVIAL = "test('adds', () => expect(1 + 1).toBe(2));\n";

/** Each test makes one ChainOfThought, runs it so often, and checks each answer. */
export const chainTests = (level, first, count, predicts = 1) => `${HEAD}
for (let i = ${first}; i < ${first + count}; i++) {
  isolatedTest('test ' + i, { level: '${level}' }, async ({ lm, createProgram }) => {
    lm.when({ question: /./ }).reply({ answer: 'answer ' + i });
    const program = await createProgram({ signature: 'question -> answer', module: 'chain_of_thought' });
    for (let n = 0; n < ${predicts}; n++) {
      const { outputs } = await program.execute({ question: 'q' + i });
      expect(outputs.answer).toBe('answer ' + i);
    }
  });
}
`;

/** The same in pytest. `dummy` answers by DummyLM, `http` by a dspy.LM that asks a server over HTTP, by DSPy's own client. */
export const chainPytests = (lm, first, count, predicts = 1) => `import os
import dspy, pytest
from dspy.utils import DummyLM

def lm_of(i):
    ${lm === 'dummy' ? `return DummyLM([{"reasoning": "r", "answer": f"answer {i}"}] * ${predicts})` : `return ${LM_BY_HTTP}`}

@pytest.mark.parametrize("i", range(${first}, ${first + count}))
def test_answers(i):
    with dspy.context(lm=lm_of(i)):
        program = dspy.ChainOfThought("question -> answer")
        for _ in range(${predicts}):
            assert program(question=f"q{i}").answer == f"answer {i}"
`;

/** An agent that asks a tool, sees what it says, and answers: three LM calls. */
export const agentTests = (level, first, count) => `${HEAD}
const find = dspex.tool({
  name: 'find_order',
  description: 'Says where an order is.',
  parameters: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
  run: ({ id }) => 'order ' + id + ' is on its way',
});
for (let i = ${first}; i < ${first + count}; i++) {
  isolatedTest('test ' + i, { level: '${level}' }, async ({ lm, createProgram }) => {
    lm.when({ question: /./ }).callTool('find_order', { id: i }).reply({ answer: 'answer ' + i });
    const agent = await createProgram({ signature: 'question -> answer', module: 'react', tools: [find] });
    const { outputs } = await agent.execute({ question: 'q' + i });
    expect(outputs.answer).toBe('answer ' + i);
  });
}
`;
export const agentPytests = (first, count) => `import dspy, pytest
from dspy.utils import DummyLM

def find_order(id: int) -> str:
    """Says where an order is."""
    return f"order {id} is on its way"

@pytest.mark.parametrize("i", range(${first}, ${first + count}))
def test_answers(i):
    steps = [
        {"next_thought": "t", "next_tool_name": "find_order", "next_tool_args": {"id": i}},
        {"next_thought": "t", "next_tool_name": "finish", "next_tool_args": {}},
        {"reasoning": "r", "answer": f"answer {i}"},
    ]
    with dspy.context(lm=DummyLM(steps)):
        agent = dspy.ReAct("question -> answer", tools=[find_order])
        assert agent(question=f"q{i}").answer == f"answer {i}"
`;
