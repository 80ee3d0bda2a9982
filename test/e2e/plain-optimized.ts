import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_LM } from './plain-lm';

const PYTHON = process.env.DSPEX_TEST_PYTHON ?? join(__dirname, '../../.venv/bin/python');

/** A program of two predictors, and metrics of Python's. */
export const DESK = `
import dspy

class Desk(dspy.Module):
    """Takes a ticket."""
    def __init__(self):
        super().__init__()
        self.read = dspy.ChainOfThought("ticket -> topic")
        self.route = dspy.Predict(dspy.Signature("ticket, topic -> queue", "Route it."))
    def forward(self, ticket):
        return self.route(ticket=ticket, topic=self.read(ticket=ticket).topic)

def is_right(example, prediction, trace=None):
    return example.queue == prediction.queue

def told(example, prediction, trace=None, pred_name=None, pred_trace=None):
    right = example.queue == prediction.queue
    return dspy.Prediction(score=float(right), feedback="Well done." if right else f"It is {example.queue}.")

class Sum(dspy.Module):
    def forward(self, a):
        return dspy.Prediction(b=a)

def vectors(texts):
    import numpy
    return numpy.array([[float(text.count(letter)) for letter in "aeiou"] for text in texts])

def blocked():
    import sys
    sys.modules["optuna"] = None
    return Desk()
`;

/** Each is optimised with and without this package: a name, DSPy's constructor and compile, and what the test says for them. */
export const CASES = {
  LabeledFewShot: { made: { k: 2 } },
  BootstrapFewShot: { made: { max_bootstrapped_demos: 2, max_labeled_demos: 3 } },
  BootstrapFewShotWithRandomSearch: { made: { max_bootstrapped_demos: 2, max_labeled_demos: 2, num_candidate_programs: 3 } },
  KNNFewShot: { made: { k: 2, max_labeled_demos: 2 } },
  COPRO: { made: { breadth: 3, depth: 2 } },
  InferRules: { made: { num_candidates: 2, num_rules: 3, max_bootstrapped_demos: 1, max_labeled_demos: 2 } },
  MIPROv2: { made: { auto: null, num_candidates: 3 }, compiled: { num_trials: 4, minibatch: false }, seed: 3 },
  SIMBA: { made: { bsize: 3, num_candidates: 2, max_steps: 2, max_demos: 2 }, seed: 1 },
  GEPA: { made: { max_metric_calls: 30, reflection_minibatch_size: 2 }, seed: 2 },
} as const;

export const TRAINSET = [
  { ticket: 'I want a refund', queue: 'billing' },
  { ticket: 'It does not start', queue: 'tech' },
  { ticket: 'My refund is late', queue: 'billing' },
  { ticket: 'The screen is blue', queue: 'tech' },
  { ticket: 'Refund, please', queue: 'billing' },
  { ticket: 'It starts, and stops', queue: 'tech' },
];

/** What the model says, in Python and in the test: by the output fields it is asked for, and by how often it was asked for proposals. */
const MODEL = `
import json, re
${PLAIN_LM}
class Model:
    def __init__(self):
        self.proposals = 0
    def say(self, name, text, system):
        if name == "queue":
            return "billing" if re.search("refund", text) or "CAREFUL" in system else "tech"
        if name == "discussion" or name == "reasoning" or name == "topic":
            return name + " it is"
        self.proposals += 1
        return f"CAREFUL {self.proposals}"
    def reply(self, text, system):
        task = text.split("Respond with ")[-1]
        values = {name: self.say(name, text, system) for name in re.findall(r"\`(?:\\[\\[ ## )?(\\w+)", task) if name != "completed"}
        said = "".join(f"[[ ## {name} ## ]]\\n{value}\\n\\n" for name, value in values.items()) + "[[ ## completed ## ]]"
        if task.startswith("a JSON object"):
            said = json.dumps(values)
        return said
`;
const PLAIN = `
${MODEL}
import desk
cases, given = json.load(open("cases.json")), json.load(open("trainset.json"))
trainset = [dspy.Example(**one).with_inputs("ticket") for one in given]

def optimized(name, case):
    said = Said(Model().reply)
    lm = plain_lm(said)
    kind, made, compiled = getattr(dspy, name), dict(case["made"]), dict(case.get("compiled", {}))
    with dspy.context(lm=lm, num_threads=1):
        if name == "KNNFewShot":
            made |= {"trainset": trainset, "vectorizer": dspy.Embedder(desk.vectors, caching=False)}
        else:
            compiled["trainset"] = trainset
        if name == "COPRO":
            compiled["eval_kwargs"] = {}
        if name == "GEPA":
            made |= {"reflection_lm": plain_lm(said, "openai/gpt-4o")}
        if name != "LabeledFewShot":
            made["metric"] = desk.told if name == "GEPA" else desk.is_right
        if "seed" in case:
            (compiled if name == "SIMBA" else made)["seed"] = case["seed"]
        program = kind(**made).compile(desk.Desk(), **compiled)
        answer = program(ticket="My refund is small")
        return {"state": program.dump_state(), "calls": said.calls, "queue": answer.queue}

json.dump({name: optimized(name, case) for name, case in cases.items()}, open("plain.json", "w"))
`;

/** What DSPy's optimisers make without this package: state, number of LM calls, and an answer of the program. */
export function plainOptimized(): string {
  const folder = mkdtempSync('/tmp/dxo-');
  const read = (name: string): string => execFileSync('cat', [join(folder, name)], { encoding: 'utf8' });
  try {
    const files = { 'desk.py': DESK, 'plain.py': PLAIN, 'cases.json': JSON.stringify(CASES), 'trainset.json': JSON.stringify(TRAINSET) };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const env = { ...process.env, DSPY_CACHEDIR: join(folder, 'cache'), LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
    execFileSync(PYTHON, ['plain.py'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    return read('plain.json');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
