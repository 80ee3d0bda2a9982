import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dspyAnswer, KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { makeProject, runJest } from '../e2e/run-jest';

const QA = `
import dspy

class Qa(dspy.Module):
    def __init__(self):
        super().__init__()
        self.think, self.say = dspy.ChainOfThought("q -> t"), dspy.Predict("t -> a")
    def forward(self, q):
        return self.say(t=self.think(q=q).t)
`;
const SUITE = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const { writeFileSync } = require('node:fs');
const trainset = [1, 2, 3, 4, 5, 6].map((n) => ({ q: 'q' + n, a: 'A' + n }));
const metric = (example, { a }) => ({ score: example.a === a, feedback: 'so it is' });
const few = { max_bootstrapped_demos: 1, max_labeled_demos: 1 };
test.each(Object.entries({
  BootstrapFewShot: few,
  BootstrapFewShotWithRandomSearch: { ...few, num_candidate_programs: 2, num_threads: 3 },
  COPRO: { breadth: 2, depth: 2 },
  MIPROv2: { ...few, auto: null, num_candidates: 2, num_trials: 2, minibatch: false },
  SIMBA: { bsize: 2, num_candidates: 2, max_steps: 1, max_demos: 1 },
  GEPA: { max_metric_calls: 20, reflection_lm: 'gpt-4o' },
}))('%s', async (optimizer, options) => {
  const own = optimizer === 'GEPA' || optimizer === 'SIMBA' ? metric : (example, outputs) => metric(example, outputs).score;
  const better = await dspex.optimize(await dspex.loadModule('qa:Qa'), { optimizer, trainset, metric: own, options });
  const said = [await better.state(), (await better.execute({ q: 'q2' })).outputs, dspex.lm.calls.length];
  writeFileSync(optimizer + process.env.OUT, JSON.stringify(said));
});
`;
const NAMES = ['BootstrapFewShot', 'BootstrapFewShotWithRandomSearch', 'COPRO', 'MIPROv2', 'SIMBA', 'GEPA'];

let asked = 0;

/** Never the same twice, but for what the metric looks at. */
function answerTo(text: string): string {
  asked += 1;
  const wanted = new Set([...text.matchAll(/`(?:\[\[ ## )?(\w+)(?: ## \]\])?`/g)].map(([, name = '']) => name));
  wanted.delete('completed');
  const [, given = 'q0'] = [...text.matchAll(/\[\[ ## [qt] ## \]\]\n(\w+)/g)].at(-1) ?? [];
  const says: Record<string, string> = { a: given.replace('q', 'A'), t: given, module_advice: '{}' };
  return dspyAnswer(Object.fromEntries([...wanted].map((name) => [name, says[name] ?? `${name} nr ${asked}`])));
}

// Fails when a replay asks what was not asked while it was recorded, or when another program comes of it.
test('what was optimised by a real model is optimised again from its recordings', async () => {
  const provider = await startProvider();
  provider.onMessage(/./, ({ messages }) => ({ content: answerTo(String(messages.at(-1)?.content)), usage: usage(3, 4) }));
  const limits = { ledger: { requestsPerMinute: 1_000_000, budgetUsd: 100, monthlyBudgetUsd: 100 } };
  const project = makeProject({ 'jest.config.js': realConfig(provider.url, limits), 'qa.py': QA, 'a.test.js': SUITE });
  const run = (env: Record<string, string>) => runJest(project, { args: ['-i'], env: { TEST_MODE: 'integration', ...env } });
  const said = (name: string): unknown => JSON.parse(readFileSync(join(project.folder, name), 'utf8'));
  try {
    const recorded = await run({ ...KEY, OUT: '.recorded.json' });
    expect(recorded.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    await provider.stop();
    const played = await run({ CI: 'true', OUT: '.played.json' });
    expect(played.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    expect(played.report).toMatchObject({ totals: { lmCalls: { real: 0, miss: 0 } } });
    for (const name of NAMES) expect([name, said(`${name}.played.json`)]).toEqual([name, said(`${name}.recorded.json`)]);
  } finally {
    project.remove();
  }
});
