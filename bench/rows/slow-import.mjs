import { join } from 'node:path';
import { folderOf, jest, project } from '../runner/projects.mjs';

const TESTS = 40;
/** It takes the whole import. */
const TESTS_ANEW = 1;

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
${place === 'beforeAll' ? 'beforeAll(async () => { program = await load(); }, 60000);' : ''}
const body = async ({ lm }) => {
  startedAt ??= performance.now();
  lm.when({ question: /./ }).reply({ answer: 'yes' });
  const { outputs } = await (program ?? (await load())).execute({ question: 'q' });
  expect(outputs.answer).toBe('yes');
};
${place === 'anew' ? '' : `isolatedTest('warms up', { level: '${level}', timeoutMs: 60000 }, (context) => body(context).then(() => (startedAt = undefined)));`}
for (let i = 0; i < ${count}; i++) isolatedTest('test ' + i, { level: '${level}', timeoutMs: 60000 }, body);
afterAll(() => writeFileSync(__dirname + '/measured.json', JSON.stringify({ wall: (performance.now() - startedAt) / ${count}, cpu: null })));
`;
const config = (preload) =>
  `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: { preload: ${JSON.stringify(preload)} } } } };\n`;

const SLOW_IMPORT = {
  name: 'a full test of a 2 s import',
  warmUp: false,
  contenders: {
    shared: { shown: 'one test, in one process', own: true },
    built: { shown: 'one test, `full`, built in `beforeAll`', own: true },
    preloaded: { shown: 'one test, `full`, preloaded', own: true },
    anew: { shown: 'one test, `full`, imported anew', own: true },
  },
  beside: [
    { ours: 'built', base: ['shared'], beside: 'in one process', goal: '1.8 ×', beyond: '1.2 ×' },
    { ours: 'preloaded', base: ['shared'], beside: 'in one process' },
    { ours: 'anew', base: ['shared'], beside: 'in one process' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'slow-import');
    const contender = (name, level, preload, place, count = TESTS) => {
      const files = { 'slow.py': SLOW, 't.test.js': testFile(level, count, place) };
      const cwd = project(join(folder, name), files, config(preload));
      return { many: jest(site, cwd, { passed: place === 'anew' ? count : count + 1, reads: 'measured.json' }) };
    };
    return {
      shared: contender('shared', 'namespace', [], 'test'),
      built: contender('built', 'full', [], 'beforeAll'),
      preloaded: contender('preloaded', 'full', ['slow'], 'test'),
      anew: contender('anew', 'full', [], 'anew', TESTS_ANEW),
    };
  },
};

export const SLOW_IMPORT_ROWS = [SLOW_IMPORT];
