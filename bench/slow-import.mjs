import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stage } from '../scripts/stage.mjs';
import { ROOT } from '../scripts/stamp.mjs';
import { interleave } from './stats.mjs';
import { runJest, write } from './suites.mjs';

const ROUNDS = 3;
const TESTS = 40;
/** Each of these takes the whole import. */
const TESTS_ANEW = 3;

/** Two seconds of import, as those of large libraries are: objects are made all the while. */
const SLOW = `import time
import dspy

TABLE = {}
started = time.perf_counter()
while time.perf_counter() - started < 2:
    if len(TABLE) < 200_000:
        TABLE[len(TABLE)] = {"name": str(len(TABLE))}

class Answers(dspy.Module):
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")

    def forward(self, question):
        return self.predict(question=question)
`;

/** The same test over and over; what is told is the time of one, from its first line to the first line of the next. */
const testFile = (level, count, place) => `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { writeFileSync } = require('fs');
let program, startedAt;
const load = () => dspex.loadModule('slow:Answers');
${place === 'beforeAll' ? 'beforeAll(async () => { program = await load(); });' : ''}
const body = async ({ lm }) => {
  startedAt ??= performance.now();
  lm.when({ question: /./ }).reply({ answer: 'yes' });
  const { outputs } = await (program ?? (await load())).execute({ question: 'q' });
  expect(outputs.answer).toBe('yes');
};
${place === 'anew' ? '' : `isolatedTest('warms up', { level: '${level}', timeoutMs: 60000 }, (context) => body(context).then(() => (startedAt = undefined)));`}
for (let i = 0; i < ${count}; i++) isolatedTest('test ' + i, { level: '${level}', timeoutMs: 60000 }, body);
afterAll(() => writeFileSync(__dirname + '/ms', String((performance.now() - startedAt) / ${count})));
`;
const config = (preload) =>
  `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { preload: ${JSON.stringify(preload)} } } } };\n`;

/** One test of a module whose import takes two seconds, by what it shares with the next. Milliseconds a test. */
export async function measureSlowImport() {
  const folder = join(ROOT, '.stage', 'bench-slow-import');
  stage();
  rmSync(folder, { recursive: true, force: true });
  const contender = (name, level, preload, place, count = TESTS) => {
    const files = [
      ['slow.py', SLOW],
      ['t.test.js', testFile(level, count, place)],
    ];
    write(folder, name, files, config(preload));
    return () => {
      runJest(join(folder, name), '-i');
      return Number(readFileSync(join(folder, name, 'ms'), 'utf8'));
    };
  };
  return interleave(ROUNDS, {
    shared: contender('shared', 'namespace', [], 'test'),
    preloaded: contender('preloaded', 'full', ['slow'], 'test'),
    built: contender('built', 'full', [], 'beforeAll'),
    anew: contender('anew', 'full', [], 'anew', TESTS_ANEW),
  });
}
