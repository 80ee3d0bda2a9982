import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForNothing } from './left-behind';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const PROBE = readFileSync(join(__dirname, 'isolation-probe.py'), 'utf8');
const REVERSED = `const Sequencer = require('@jest/test-sequencer').default;
module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? 1 : -1)); } };\n`;

type Level = 'full' | 'session' | 'namespace';

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

const FILES: Record<string, string> = {
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

interface Visit {
  readonly stays: string[];
  readonly goesOn: string[];
  readonly shared: string[];
  readonly numbers: number[];
  readonly pid: number;
}

const STAYS = ['C state', 'class registries', 'imported modules', 'module globals'];

const said = <T>(run: Run, word: string): T[] =>
  [...run.output.matchAll(new RegExp(`${word} (\\{.*\\})`, 'g'))].map((found) => JSON.parse(found[1] as string) as T);

/** What the tests of a run with these arguments find of one another. */
export function describeTests(name: string, args: readonly string[]): void {
  describe(name, () => {
    let project: Project;
    let run: Run;
    let visits: { level: Level; file: number; visits: Visit[] }[];
    let left: { level: Level; seen: { pid: number; goesOn: string[] }[] }[];
    beforeAll(async () => {
      project = makeProject(FILES);
      run = await runJest(project, { args });
      visits = said(run, 'VISITS');
      left = said(run, 'LEFT');
    });
    afterAll(() => project.remove());

    const of = (level: Level): Visit[][] => visits.filter((found) => found.level === level).map((found) => found.visits);
    const leaksOf = (label: string): string =>
      ((run.report?.leaks ?? []) as { label: string; kind: string; what: string }[])
        .filter((leak) => leak.label === label)
        .map(({ kind, what }) => `${kind} ${what}`)
        .join('\n');

    // Fails when a test finds a setting, variable, handler, history entry or program of another: each looks before it changes all of them.
    test('no test finds what another changed and a reset can put back', () => {
      expect(run.tests.filter(({ status }) => status !== 'passed').flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
      expect(run.exitCode).toBe(0);
      expect(visits.map((found) => found.visits.length)).toEqual([4, 4, 4, 4, 4, 4]);
    });

    // Fails when a full test shares its process with another.
    test('full: nothing of another test is there', () => {
      for (const file of of('full')) {
        expect(file.flatMap(({ stays, goesOn }) => [...stays, ...goesOn])).toEqual([]);
        expect(new Set(file.map(({ pid }) => pid)).size).toBe(4);
      }
    });

    // Shows what the documents say is shared. Fails when the first test of a file finds anything: then files share it, too.
    test.each(['session', 'namespace'] as const)('%s: module globals, registries, C state and imports stay, within the file', (level) => {
      for (const file of of(level)) {
        expect(file.map(({ stays }) => stays)).toEqual([[], STAYS, STAYS, STAYS]);
        expect(new Set(file.map(({ pid }) => pid)).size).toBe(1);
      }
      const processes = of(level).map(([first]) => first?.pid);
      expect(new Set(processes).size).toBe(2);
    });

    // Fails when numbers depend on the order of tests, the file's other tests, the attempt, or the process.
    test('random numbers are those of the test, on every attempt and in every order', () => {
      for (const file of visits) {
        const numbers = new Set(file.visits.map((found) => JSON.stringify(found.numbers)));
        expect({ ...file, distinct: numbers.size }).toMatchObject({ distinct: 3 });
      }
    });

    test('temp files are shared on every level: the folder is', () => {
      expect(visits.flatMap((file) => file.visits.slice(1)).every(({ shared }) => shared.includes('temp file'))).toBe(true);
    });

    // Fails when a thread, process or descriptor of an earlier test runs in the process that a later one gets.
    test.each(['full', 'session'] as const)('%s: what goes on after a test is in no process that a later one gets', (level) => {
      const { seen } = left.find((found) => found.level === level) as (typeof left)[number];
      expect(seen.map(({ goesOn }) => goesOn)).toEqual([[], [], [], [], [], [], []]);
    });

    // Fails when a session's process that something was left in is used again, or one that was clean is not.
    test('what goes on is told by name, and retires a session process', () => {
      for (const level of ['session', 'namespace']) {
        const lines = leaksOf(`${level} leaves what goes on`);
        expect(lines).toMatch(/Python thread poller \(isolation_probe\.py:\d+ in .*\)/);
        expect(lines).toMatch(/Python process \d+ \(.*time\.sleep\(600\)/);
        expect(lines).toMatch(/Python descriptor \d+ \(.*kept\.txt\)/);
      }
    });

    test('a run leaves no process and no file but those the tests wrote', async () => {
      const { processes, files } = await waitForNothing(project.tmp, 100);
      expect({ processes, files: files.filter((file) => !['left.txt', 'kept.txt'].includes(file)) }).toEqual({ processes: [], files: [] });
    });
  });
}
