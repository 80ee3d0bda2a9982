import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAIN_LM } from './plain-lm';

const PYTHON = process.env.DSPEX_TEST_PYTHON ?? join(__dirname, '../../.venv/bin/python');

/** Metrics, and programs to hold them against. */
export const SCORES = `
import json
import dspy

class Ask(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("question -> answer")
    def forward(self, question):
        return self.ask(question=question)

class Anything(Ask):
    def forward(self, **inputs):
        return self.ask(**inputs)

def is_right(example, prediction, trace=None):
    return example.answer == prediction.answer

def with_feedback(example, prediction, trace=None):
    return dspy.Prediction(score=float(is_right(example, prediction)), feedback="so it is")

def partly(example, prediction, trace=None):
    return 1 / (example.n + 1)

def gives_nan(example, prediction, trace=None):
    return float("nan")

def fails_once(example, prediction, trace=None):
    if example.n == 3:
        raise ValueError("no score")
    return 1.0
`;
const PLAIN = `
import json
import scores
${PLAIN_LM}
def echo(text, system):
    answer = text.split("[[ ## question ## ]]\\n")[-1].split("\\n")[0][:4]
    return f"[[ ## answer ## ]]\\n{answer}\\n\\n[[ ## completed ## ]]"

devset = [dspy.Example(question=f"q{n}", answer=f"q{n}" if n % 3 == 0 else "other", n=n).with_inputs("question") for n in range(7)]
def score(name):
    with dspy.context(lm=plain_lm(Said(echo))):
        return dspy.Evaluate(devset=devset, metric=getattr(scores, name), num_threads=1)(scores.Ask()).score
print(json.dumps({f"scores:{name}": score(name) for name in ("is_right", "with_feedback", "partly", "fails_once")}))
`;

/** What dspy.Evaluate says without this package. */
export function plainScores(): string {
  const folder = mkdtempSync('/tmp/dxe-');
  try {
    writeFileSync(join(folder, 'scores.py'), SCORES);
    writeFileSync(join(folder, 'plain.py'), PLAIN);
    return execFileSync(PYTHON, ['plain.py'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, DSPY_CACHEDIR: join(folder, 'cache'), LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
