import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../scripts/stamp.mjs';

/** Tests of one file: of 50, forty are mocked, six share the file's Python, four have a process of their own. */
const PER_FILE = { mock: 40, namespace: 6, full: 4 };
export const TESTS_PER_FILE = Object.values(PER_FILE).reduce((sum, count) => sum + count, 0);

const CONFIG = `module.exports = { preset: '@dspex/jest-preset', setupFilesAfterEnv: ['./sample.js'],
  testEnvironmentOptions: { dspex: { maxFailures: 1 } } };
`;
const PLAIN_CONFIG = `module.exports = { setupFilesAfterEnv: ['./sample.js'], moduleNameMapper: { '^@dspex/': '<rootDir>/stand-in.js' } };\n`;

/** So many tests; each file ends with a line in samples.jsonl of what its worker and its fork server hold after a collection. */
export function makeProject(tests) {
  return writeProject(tests, { 'jest.config.js': CONFIG, 'sample.js': SAMPLE, 'echo.py': ECHO }, SUITE);
}

/** The same files in plain Jest, which keeps something of every file itself: source maps, compiled code. */
export function makePlainProject(tests) {
  return writeProject(
    tests,
    { 'jest.config.js': PLAIN_CONFIG, 'sample.js': PLAIN_SAMPLE, 'stand-in.js': STAND_IN },
    SUITE.replace(/^.*\n/, '/** @jest-environment node */\n'),
  );
}

function writeProject(tests, files, suite) {
  const projects = join(ROOT, '.stage', 'projects');
  mkdirSync(projects, { recursive: true });
  const folder = mkdtempSync(join(projects, 'soak-'));
  const suites = Array.from({ length: Math.ceil(tests / TESTS_PER_FILE) }, (_, n) => [`soak-${n}.test.js`, suite]);
  const all = [['package.json', '{ "private": true }\n'], ...Object.entries(files), ...suites];
  for (const [name, text] of all) writeFileSync(join(folder, name), text);
  return folder;
}

const ECHO = `
import dspy

class Echo(dspy.Module):
    def __init__(self):
        super().__init__()
        self.answer = dspy.ChainOfThought("question -> answer")
    def forward(self, question):
        return self.answer(question=question)
`;

const SUITE = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { buildProgram } = require('@dspex/jest-preset/factories');

const asked = async (program, n) => {
  dspex.lm.when({ question: 'number ' + n }).reply({ answer: 'answer ' + n });
  const { outputs } = await program.execute({ question: 'number ' + n });
  expect(outputs.answer).toBe('answer ' + n);
  expect(dspex.lm).toHaveAnswered(1);
};
for (let n = 0; n < ${PER_FILE.mock}; n++)
  isolatedTest('mocked ' + n, { layer: 'unit' }, async ({ onCleanup }) => {
    onCleanup(() => undefined);
    if (n % 4 > 0) return asked(await dspex.createProgram(buildProgram({ signature: 'question -> answer' })), n);
    dspex.lm.whenPrompt('number ' + n).reply('answer ' + n);
    const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'number ' + n }] }) });
    expect((await response.json()).choices[0].message.content).toBe('answer ' + n);
  });
for (let n = 0; n < ${PER_FILE.namespace}; n++) test('shared ' + n, async () => asked(await dspex.loadModule('echo:Echo'), n));
for (let n = 0; n < ${PER_FILE.full}; n++) isolatedTest('of its own ' + n, { level: 'full' }, async () => asked(await dspex.loadModule('echo:Echo'), n));
`;

/** What the suite asks for, by nobody: plain Jest runs the same files, and keeps of them what it keeps. */
const STAND_IN = `
const program = { execute: async ({ question }) => ({ outputs: { answer: question.replace('number', 'answer') } }) };
const rule = () => ({ reply: () => new Error('where a rule is declared').stack });
expect.extend({ toHaveAnswered: () => ({ pass: true, message: () => '' }) });
globalThis.fetch = async (_, { body }) => ({ json: async () => ({ choices: [{ message: { content: JSON.parse(body).messages[0].content.replace('number', 'answer') } }] }) });
exports.dspex = { lm: { when: rule, whenPrompt: rule }, createProgram: async () => program, loadModule: async () => program };
exports.isolatedTest = (name, _, run) => test(name, () => run({ onCleanup: () => undefined }));
exports.buildProgram = (program) => program;
`;

const COLLECT = `
const fs = require('node:fs');
const v8 = require('node:v8');
const vm = require('node:vm');

v8.setFlagsFromString('--expose-gc');
const gc = vm.runInNewContext('gc');
const heapBytes = async () => {
  for (let round = 0; round < 3; round++) { gc(); await new Promise((resolve) => setImmediate(resolve)); }
  return process.memoryUsage().heapUsed;
};
const keep = (line) => fs.appendFileSync('samples.jsonl', JSON.stringify(line) + '\\n');
`;

const PLAIN_SAMPLE = `${COLLECT}
afterAll(async () => keep({ worker: { pid: process.pid, heapBytes: await heapBytes() } }));
`;

const SAMPLE = `${COLLECT}
const { dspex } = require('@dspex/jest-preset');

const status = (pid, name) => Number(new RegExp(name + ':\\\\s+(\\\\d+)').exec(fs.readFileSync('/proc/' + pid + '/status', 'utf8'))[1]);
const held = (pid) => ({ pid, rssBytes: 1024 * status(pid, 'VmRSS'), descriptors: fs.readdirSync('/proc/' + pid + '/fd').length });

// Before the file's own process is closed: it names the fork server that it was forked from.
afterAll(async () => {
  const server = status((await dspex.bridge.stats()).pid, 'PPid');
  const worker = { heapBytes: await heapBytes(), ...held(process.pid) };
  keep({ worker, server: held(server), reaper: held(status(server, 'PPid')), main: held(process.ppid) });
});
`;
