/** Pieces of Python that rows share: what stands beside the package is plain DSPy. They need `os` and `dspy` imported. */

/** An LM object as an application has it, which asks the bench's server. */
export const LM_BY_HTTP = 'dspy.LM("openai/gpt-4o-mini", api_base=os.environ["BENCH_LM"], api_key="none", cache=False)';

/** `devset(count)`, of which every other example is right, and the metric `exact`. */
export const DEVSET = `def devset(count):
    return [dspy.Example(question=f"ask{i}", answer="answer 0" if i % 2 else "no").with_inputs("question") for i in range(count)]

def exact(example, given, trace=None):
    return example.answer == given.answer
`;

/** The same in a test of the package. */
export const OUR_DEVSET = `const devset = (count) => Array.from({ length: count }, (_, i) => ({ question: 'ask' + i, answer: i % 2 ? 'answer 0' : 'no' }));
const exact = (example, { answer }) => answer === example.answer;
`;
