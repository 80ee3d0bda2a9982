import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PROBE = readFileSync(join(__dirname, 'isolation-probe.py'), 'utf8');
const REVERSED = `const Sequencer = require('@jest/test-sequencer').default;
module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? 1 : -1)); } };\n`;

export type Level = 'full' | 'session' | 'namespace';

/** Every test looks first, then changes all: none may find what another did, in whatever order they run. */
const visitsOf = (
  level: Level,
  file: number,
): string => `/** @dspex {"layer":"integration","level":"${level}","lmModes":{"integration":"mock"}} */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const visits = [];
async function visit(name) {
  expect(dspex.isolation).toBe('${level}');
  expect((await dspex.adapter.listPrograms()).filter(({ id }) => !id.endsWith('_setting'))).toEqual([]);
  const look = await dspex.loadModule('isolation_probe:Look');
  const { outputs: seen } = await look.execute({});
  visits.push(seen);
  expect(seen.reset).toEqual([]);
  dspex.lm.when({ question: name }).reply({ answer: 'to ' + name });
  const change = await dspex.loadModule('isolation_probe:Change', { id: 'change' });
  expect((await change.execute({ question: name })).outputs).toEqual({ answer: 'to ' + name });
  expect(dspex.lm).toHaveAnswered(1);
  expect(await dspex.bridge.history()).toHaveLength(1);
  await dspex.bridge.configureSettings({ adapter: 'xml' });
  const again = (await look.execute({})).outputs.reset;
  expect(again).toEqual(expect.arrayContaining(['environment', 'directory', 'logging', 'umask']));
  return seen;
}
jest.retryTimes(1);
beforeAll(async () => {
  if ('${level}' !== 'namespace') return;
  const setting = await dspex.loadModule('isolation_probe:Setting', { id: 'setting' });
  await setting.execute({ value: 'stays' });
});
let attempts = 0;
test('${level} ${file} one', () => visit('one'));
test('${level} ${file} two', () => visit('two'));
test('${level} ${file} retried', async () => {
  await visit('retried');
  if (++attempts === 1) throw new Error('the first attempt');
});
test('${level} ${file} sees what beforeAll set', async () => {
  if ('${level}' !== 'namespace') return;
  const setting = await dspex.loadModule('isolation_probe:Setting');
  expect((await setting.execute({})).outputs.value).toBe('stays');
  await setting.execute({ value: 'changed by a test' });
});
test('${level} ${file} sees it again', async () => {
  if ('${level}' !== 'namespace') return;
  const setting = await dspex.loadModule('isolation_probe:Setting');
  expect((await setting.execute({})).outputs.value).toBe('stays');
  await setting.execute({ value: 'changed by a test' });
});
afterAll(() => {
  console.log('VISITS ' + JSON.stringify({ level: '${level}', file: ${file}, visits }));
});
`;

const CONCURRENT = `/** @dspex {"layer":"integration","lmModes":{"integration":"mock"}} */
const { dspex } = require('@dspex/jest-preset');
const visits = [];
test.concurrent.each(['a', 'b', 'c', 'd'])('concurrent %s', async (name) => {
  expect(dspex.isolation).toBe('full');
  dspex.lm.when({ question: 'same' }).reply({ answer: 'to ' + name });
  const look = await dspex.loadModule('isolation_probe:Look');
  const { outputs: seen } = await look.execute({});
  visits.push(seen);
  expect([...seen.reset, ...seen.stays]).toEqual([]);
  const change = await dspex.loadModule('isolation_probe:Change');
  expect((await change.execute({ question: 'same' })).outputs).toEqual({ answer: 'to ' + name });
  expect(dspex.lm.calls).toHaveLength(1);
});
afterAll(() => expect(new Set(visits.map(({ pid }) => pid)).size).toBe(4));
`;

/** Without numpy, whose threads no copy can have. */
const DRAWING = `import os, random
import dspy

class Draw(dspy.Module):
    def forward(self, seed):
        return dspy.Prediction(drawn=random.random(), expected=random.Random(seed).random(), url=os.environ["OPENAI_BASE_URL"], pid=os.getpid())
`;

/** Each waits until the other has Python too. */
const TOGETHER = `/** @dspex {"layer":"integration","lmModes":{"integration":"mock"}} */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const seen = [];
let draw, all;
const together = new Promise((resolve) => { all = resolve; });
beforeAll(async () => { draw = await dspex.loadModule('drawing:Draw'); });
const visit = async () => {
  await dspex.bridge.ping();
  seen.push(0);
  if (seen.length === 2) all();
  await together;
  const { outputs } = await draw.execute({ seed: dspex.seed });
  expect(outputs.drawn).toBe(outputs.expected);
  return outputs;
};
const visits = [];
for (const name of ['one', 'other'])
  isolatedTest.concurrent('together ' + name, { level: 'namespace' }, async () => { visits.push(await visit()); });
afterAll(() => {
  expect(new Set(visits.map(({ url }) => url)).size).toBe(2);
  expect(new Set(visits.map(({ pid }) => pid)).size).toBe(2);
});
`;

const leavesOf = (level: Level): string => `/** @dspex {"layer":"integration","level":"${level}","lmModes":{"integration":"mock"}} */
const { dspex } = require('@dspex/jest-preset');
const seen = [];
async function look() {
  const found = (await (await dspex.loadModule('isolation_probe:Look')).execute({})).outputs;
  seen.push({ pid: found.pid, goesOn: found.goesOn });
}
test('${level} leaves what goes on', async () => {
  await look();
  await (await dspex.loadModule('isolation_probe:Leave')).execute({});
});
test('${level} leaves a task', async () => {
  await look();
  await (await dspex.loadModule('isolation_probe:LeaveTask')).execute({});
});
test('${level} crashes', async () => {
  await look();
  const crash = await dspex.loadModule('isolation_probe:Crash');
  await expect(crash.execute({})).rejects.toMatchObject({ code: 'CHILD_CRASHED' });
  await expect(crash.execute({})).rejects.toMatchObject({ code: 'PROGRAM_NOT_FOUND' });
  await look();
});
test('${level} is over its time', async () => {
  await look();
  const linger = await dspex.loadModule('isolation_probe:Linger');
  await expect(linger.execute({}, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
  await look();
});
test('${level} goes on after both', look);
afterAll(() => console.log('LEFT ' + JSON.stringify({ level: '${level}', seen })));
`;

export const FILES: Record<string, string> = {
  'isolation_probe.py': PROBE,
  'isolation_extra.py': '',
  'reversed.js': REVERSED,
  ...Object.fromEntries(
    (['full', 'session', 'namespace'] as const).flatMap((level) => [
      [`${level}-1.test.js`, visitsOf(level, 1)],
      [`${level}-2.test.js`, visitsOf(level, 2)],
      [`${level}-leaves.test.js`, leavesOf(level)],
    ]),
  ),
  'concurrent.test.js': CONCURRENT,
  'together.test.js': TOGETHER,
  'drawing.py': DRAWING,
};
