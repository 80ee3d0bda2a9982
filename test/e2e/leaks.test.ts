import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { waitForNothing } from './left-behind';
import { projectsOfTest } from './projects';
import { type Run, runJest } from './run-jest';

const LEAKY = join(__dirname, '../../examples/leaky');
const projectOf = projectsOfTest();

function example(): Record<string, string> {
  const paths = readdirSync(LEAKY, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(js|py|json)$/.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(LEAKY, path), 'utf8')]));
}

const BY_NAME = `module.exports = class extends require('@jest/test-sequencer').default {
  sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); }
};
`;
const messageOf = (run: Run, name: string): string => run.test(name).failureMessages.join('\n');
const sleepers = (): string[] =>
  readdirSync('/proc').flatMap((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ');
      return /^sleep 30[1-7] /.test(command) ? [`${pid} ${command}`] : [];
    } catch {
      return [];
    }
  });

// Fails when a kind of leak goes unnoticed, is not named, has no line, is charged to another test, or is left running.
test('the leaky example has each of its leaks told by name, line and cure, and ended', async () => {
  const project = projectOf(example());
  const run = await runJest(project, { args: ['-i'] });
  const told: [string, RegExp][] = [
    [
      'leaves a process',
      /process behind: "sleep 301" \(pid \d+\)\.\n +why: +opened at test\/leaky\.test\.js:13,.*\n +next: +child\.kill\(\)/,
    ],
    ['leaves a process and its child', /"sh -c sleep 302 .*" \(pid \d+\), and 1 below it\.\n.*leaky\.test\.js:18/],
    ['ends a process, not its child', /"sleep 303" \(pid \d+\), left by a process that has ended\.\n.*leaky\.test\.js:23/],
    ['leaves a daemon', /"sleep 304" \(pid \d+\), left by a process that has ended\.\n.*leaky\.test\.js:30/],
    [
      'leaves a port, by way of another file',
      /port behind: \d+\.\n.*src\/metrics\.js:6, called at test\/leaky\.test\.js:35.*\n +next: +server\.close\(\)/,
    ],
    ['leaves a socket', /socket behind: .*\/s\.\n.*leaky\.test\.js:41/],
    ['leaves a temp folder', /file behind: .*leaky-\w+\.\n.*leaky\.test\.js:46.*\n +next: +dspex\.resources\.tempDir/],
    ['tracks a port that nobody closes', /port behind: \d+\.\n.*leaky\.test\.js:55/],
    ['leaves a thread and a process in Python', /Python thread behind: .*poller/],
    ['leaves a thread and a process in Python', /Python process behind: .*sleep/],
  ];
  for (const [name, message] of told) expect(messageOf(run, name)).toMatch(message);
  expect(run.test('with a server of the file leaves nothing').status).toBe('passed');
  expect(run.output).toMatch(/This file leaves a process behind: "sleep 305"/);
  expect(run.output).toMatch(/leaks +12\n/);
  expect(
    Report.parse(run.report)
      .leaks.map(({ kind }) => kind)
      .sort(),
  ).toEqual(
    [
      'Python process',
      'Python thread',
      'file',
      'port',
      'port',
      'process',
      'process',
      'process',
      'process',
      'process',
      'process',
      'socket',
    ].sort(),
  );
  expect(run.exitCode).toBe(1);
  expect(sleepers()).toEqual([]);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

const OPENS = `
const { spawn, execSync, ChildProcess } = require('node:child_process');
const net = require('node:net');
const fs = require('node:fs');
const pids = () => fs.readdirSync('/proc').filter((pid) => { try { return fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes(process.env.TMPDIR + '-daemon'); } catch { return false; } });
test('leaves one of each', () => {
  spawn('sleep', ['5']);
  net.createServer().listen(0);
  fs.mkdtempSync(require('node:os').tmpdir() + '/opens-');
});
test('sees nothing of it', () => expect(1).toBe(1));
test('ends what it opens, in its own time', async () => {
  const child = spawn('sleep', ['312']);
  child.kill();
  const server = net.createServer();
  await new Promise((go) => server.listen(0, go));
  await new Promise((go) => server.close(go));
  expect(execSync('echo hi').toString()).toBe('hi\\n');
});
`;

// Fails when a run at home fails for a leak, CI does not, 'off' still looks, or a leak of one run is told in another way than by name.
test.each([
  ['at home', {}, {}, [0, 3]],
  ['in CI', { CI: 'true' }, {}, [1, 3]],
  ['off', { CI: 'true' }, { leaks: 'off' }, [0, 0]],
  ['left as they are', {}, { cleanupPolicy: 'off' }, [0, 3]],
] as const)('%s', async (_, env, options, [exitCode, leaks]) => {
  const config = `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify({ ...options, maxFailures: 0 })} } };`;
  const project = projectOf({ 'a.test.js': OPENS, 'jest.config.js': config });
  // Without a watch nobody closes the server, and Jest waits for it as it always does.
  const run = await runJest(project, { args: ['-i', '--forceExit'], env });
  expect([run.exitCode, Report.parse(run.report).totals.leaks]).toEqual([exitCode, leaks]);
  expect(run.tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName)).toEqual(
    exitCode === 0 ? [] : ['leaves one of each'],
  );
  // Without 'off', nothing of it is there any more; the run's end takes the processes in any case.
  const left = readdirSync(project.tmp).filter((name) => name.startsWith('opens-'));
  expect(left).toHaveLength('leaks' in options || 'cleanupPolicy' in options ? 1 : 0);
});

const TRANSPARENT = `
const { spawn, ChildProcess } = require('node:child_process');
const child_process = require('node:child_process');
const net = require('node:net');
const fs = require('node:fs');
const { promisify } = require('node:util');
test('Node is what it was', async () => {
  expect([ChildProcess.prototype.spawn.length, net.Server.prototype.listen.name, child_process.execSync.name]).toEqual([1, '', 'execSync']);
  expect(() => child_process.execSync('exit 3')).toThrow(expect.objectContaining({ status: 3 }));
  await expect(promisify(child_process.execFile)('node', ['-p', '1+1'])).resolves.toMatchObject({ stdout: '2\\n' });
  await expect(new Promise((_, fail) => spawn('no-such-program').on('error', fail))).rejects.toMatchObject({ code: 'ENOENT' });
  const made = await promisify(fs.mkdtemp)(require('node:os').tmpdir() + '/x-');
  fs.rmdirSync(made);
  fs.rmdirSync(await fs.promises.mkdtemp(require('node:os').tmpdir() + '/y-'));
  expect(() => fs.mkdtempSync('/no/such/folder/x')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
  const child = spawn('sleep', ['313']);
  expect([child.listenerCount('exit'), fs.readFileSync('/proc/self/oom_score_adj', 'utf8').trim()]).toEqual([0, process.env.USUAL]);
  child.kill();
});
describe('a daemon of the file', () => {
  const { execSync } = child_process;
  const commandOf = (pid) => { try { return fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').split('\\0').join(' '); } catch { return ''; } };
  const daemons = () => fs.readdirSync('/proc').filter((pid) => /^sleep 314 /.test(commandOf(pid)));
  beforeAll(async () => {
    execSync('setsid -f sleep 314 >/dev/null 2>&1');
    while (daemons().length === 0) await new Promise((go) => setTimeout(go, 1)); // Forked, and not yet sleep.
  });
  afterAll(() => daemons().forEach((pid) => process.kill(Number(pid))));
  test('is not the leak of a test that starts something too', () => {
    execSync('true');
    expect(daemons()).toHaveLength(1);
  });
  test('and lives on', () => expect(daemons()).toHaveLength(1));
});
`;

// Fails when watching changes what Node does, marks the worker itself, or takes the file's daemon for a test's.
test('is not seen by code that opens and closes, and takes nothing from the file', async () => {
  const USUAL = readFileSync('/proc/self/oom_score_adj', 'utf8').trim();
  const project = projectOf({ 'a.test.js': TRANSPARENT, 'b.test.js': TRANSPARENT.replace(/31([34])/g, '32$1') });
  const run = await runJest(project, { args: ['-w', '2', '--detectOpenHandles'], env: { CI: 'true', USUAL } });
  expect(run.tests.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
  expect(run.output).not.toContain('leak ');
  expect(run.exitCode).toBe(0);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

/** A helper of a module's, started by the test that first needs it. */
const LAZY = `
const { spawn } = require('node:child_process');
const { createServer } = require('node:net');
const { mkdtempSync } = require('node:fs');
let helper;
exports.helper = () => (helper ??= start());
async function start() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return { child: spawn('sleep', ['306'], { stdio: 'ignore' }), server, folder: mkdtempSync(process.env.TMPDIR + '/lazy-') };
}
`;
const USES_LAZY = `/** @dspex {"leaks":"warn"} */
const { existsSync, mkdtempSync, readFileSync } = require('node:fs');
const { helper } = require('./lazy');
const isThere = ({ child, server, folder }) => [!/^State:\\s+Z/m.test(readFileSync('/proc/' + child.pid + '/status', 'utf8')), server.listening, existsSync(folder)];
test('starts it', async () => expect(isThere(await helper())).toEqual([true, true, true]));
test('finds it', async () => expect(isThere(await helper())).toEqual([true, true, true]));
test('finds it again', async () => expect(isThere(await helper())).toEqual([true, true, true]));
test('makes a folder in the project', () => void mkdtempSync('out-'));
`;

// Fails when what a test only is told of is taken from the tests after it, outlives its file, or is told for each test that uses it.
test("with 'warn', what a test leaves is told once, there for the file's other tests, and ended with the file", async () => {
  const looksAfter =
    "test('finds none', () => expect(require('node:fs').readdirSync(process.env.TMPDIR).filter((name) => /^lazy/.test(name))).toEqual([]));";
  const project = projectOf({ 'lazy.js': LAZY, 'a.test.js': USES_LAZY, 'b.test.js': looksAfter, 'order.js': BY_NAME });
  const run = await runJest(project, { args: ['-i', '--testSequencer=./order.js'] });
  expect(run.tests.map(({ status, failureMessages }) => [status, ...failureMessages])).toEqual(Array(5).fill(['passed']));
  const { leaks } = Report.parse(run.report);
  expect(leaks.map(({ kind, what }) => [kind, what.replace(/.*(?=out-|lazy-)|\d+/g, '').slice(0, 4)])).toEqual([
    ['port', ''],
    ['process', '"sle'],
    ['file', 'lazy'],
    ['file', 'out-'],
  ]);
  expect(run.exitCode).toBe(0);
  expect(readdirSync(project.folder).filter((name) => name.startsWith('out-'))).toHaveLength(1);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

// Fails when a folder that a test makes in the project, maybe to stay, is charged to it in CI.
test("with 'fail', a folder that is made outside of those for temp files is told, not charged", async () => {
  const project = projectOf({
    'a.test.js': `/** @dspex {"leaks":"fail"} */ test('makes it', () => void require('node:fs').mkdtempSync('out-'));`,
  });
  const run = await runJest(project, { args: ['-i'] });
  expect([run.exitCode, Report.parse(run.report).leaks.length]).toEqual([0, 1]);
});
