import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { leftBehind, waitForNothing } from './left-behind';
import { projectsOfTest } from './projects';
import { type Project, type Run, runJest, startJest } from './run-jest';
import { expectNothingOfItsProcessesAfter, STARTS_ALL, untilStarted } from './starts-all';

const projectOf = projectsOfTest();

const failures = (run: Run): string[] => run.tests.flatMap(({ failureMessages }) => [...failureMessages]);

/** A server that says its line late, starts a child of its own, and asks an LM by its SDK's variables. */
const SERVER = `
const { createServer } = require('node:http');
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', process.env.TMPDIR], { stdio: 'ignore' });
createServer(async (request, response) => {
  const asked = await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer ' + process.env.OPENAI_API_KEY },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }),
  });
  response.end((await asked.json()).choices[0].message.content);
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening, child=' + child.pid));
`;
const USES = `
const { dspex, DspexError } = require('@dspex/jest-preset');
const { existsSync, readFileSync, writeFileSync, mkdirSync } = require('node:fs');
const { basename, join } = require('node:path');
const net = require('node:net');
const isAlive = (pid) => { try { return !/^State:\\s+Z/m.test(readFileSync('/proc/' + pid + '/status', 'utf8')); } catch { return false; } };
const seen = {};
const order = [];

test('a process is ready, answered by the test, and has a port', async () => {
  dspex.lm.whenPrompt('hello').reply('hi from the rule');
  const { port } = await dspex.resources.port();
  const server = await dspex.resources.spawn(process.execPath, ['server.js', String(port)], { readyWhen: /listening, child=(\\d+)/ });
  seen.child = Number(/child=(\\d+)/.exec(server.output)[1]);
  seen.server = server.pid;
  seen.port = port;
  expect(await (await fetch('http://127.0.0.1:' + port)).text()).toBe('hi from the rule');
  expect(await server.ready(/^listening/)).toContain('listening');
  expect(dspex.lm).toHaveAnswered(1);
});
test('the next test finds nothing of it', async () => {
  expect([isAlive(seen.server), isAlive(seen.child)]).toEqual([false, false]);
  await expect(new Promise((done, fail) => net.connect(seen.port, '127.0.0.1').on('connect', done).on('error', fail))).rejects.toThrow('ECONNREFUSED');
});
test('waits for a port, talks to the process, and sees it end', async () => {
  const { port } = await dspex.resources.port();
  const echo = await dspex.resources.spawn(process.execPath, ['-e', \`
    require('net').createServer().listen(\${port}, '127.0.0.1');
    process.stdin.on('data', (text) => { process.stdout.write('said ' + text); if (/bye/.test(text)) process.exit(3); });\`], { readyWhen: port, env: { EXTRA: '1' } });
  echo.write('bye\\n');
  await expect(echo.ready(/said bye/)).resolves.toBe('said bye');
  expect(await echo.ended).toStrictEqual({ code: 3, signal: null });
  await echo.stop();
});
test('a process that reads to the end of its input is told that this is all', async () => {
  const sorted = await dspex.resources.spawn('sort');
  sorted.write('pens\\npaper\\n');
  sorted.closeInput();
  expect(await sorted.ended).toStrictEqual({ code: 0, signal: null });
  expect(sorted.output).toBe('paper\\npens\\n');
});
test('temp files are there, under the names that were asked for, until the test is over', async () => {
  const folder = await dspex.resources.tempDir();
  const file = await dspex.resources.tempFile('orders.json', '[1]');
  writeFileSync(join(folder.path, 'a.txt'), 'a');
  expect([basename(file.path), readFileSync(file.path, 'utf8')]).toEqual(['orders.json', '[1]']);
  mkdirSync('made');
  dspex.resources.trackFile('made');
  Object.assign(seen, { folder: folder.path, file: file.path });
  dspex.resources.onCleanup(() => order.push('first given, last run'));
  dspex.resources.onCleanup(() => order.push('last given, first run'));
});
test('and are gone then', () => {
  expect([seen.folder, seen.file, 'made'].map(existsSync)).toEqual([false, false, false]);
  expect(order).toEqual(['last given, first run', 'first given, last run']);
});
test('what is given back early is gone early', async () => {
  const folder = await dspex.resources.tempDir();
  const sleeper = await dspex.resources.spawn('sleep', ['60']);
  await sleeper[Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]();
  await folder.release();
  expect([isAlive(sleeper.pid), existsSync(folder.path)]).toEqual([false, false]);
});
test('a process that the user started is ended, with what it started', async () => {
  const child = require('node:child_process').spawn('sh', ['-c', 'sleep 61 & echo $!; wait']);
  seen.tracked = [child.pid, Number(await new Promise((done) => child.stdout.once('data', (text) => done(String(text)))))];
  dspex.resources.trackProcess(child);
});
test('it is', () => expect(seen.tracked.map(isAlive)).toEqual([false, false]));
test('a process that ends before it is ready says why', async () => {
  const asked = dspex.resources.spawn(process.execPath, ['-e', 'console.error("no database"); process.exit(4)'], { readyWhen: /ready/ });
  const error = await asked.catch((thrown) => thrown);
  expect(error).toBeInstanceOf(DspexError);
  expect(error.code).toBe('PROCESS_NOT_READY');
  expect(error.message).toContain('exit code 4');
  expect(error.message).toContain('no database');
  expect(error.stack).toContain('uses.test.js');
});
test('a process that never gets ready is given up', async () => {
  await expect(dspex.resources.spawn('sleep', ['62'], { readyWhen: /never/, readyTimeoutMs: 50 })).rejects.toMatchObject({ code: 'PROCESS_NOT_READY' });
});
test('a program that is not there', async () => {
  await expect(dspex.resources.spawn('no-such-program')).rejects.toMatchObject({ code: 'PROCESS_NOT_STARTED' });
});
test('refuses what is no resource', () => {
  expect(() => dspex.resources.trackFile('/')).toThrow(expect.objectContaining({ code: 'RESOURCE_INVALID' }));
  expect(() => dspex.resources.trackFile('..')).toThrow('holds more');
  expect(() => dspex.resources.trackPort(0)).toThrow('65535');
  expect(() => dspex.resources.trackProcess({})).toThrow('no pid');
  expect(() => dspex.resources.trackFile('')).toThrow('it takes a path');
  return Promise.all([
    expect(dspex.resources.spawn('node server.js', '8080')).rejects.toThrow('a list of texts; a shell is none'),
    expect(dspex.resources.spawn('node', ['server.js'], { readyWhen: 'listening' })).rejects.toThrow('a RegExp, for a line'),
  ]);
});
test('ignores SIGTERM and its input', async () => {
  const stubborn = await dspex.resources.spawn('sh', ['-c', "trap '' TERM; echo up; while :; do sleep 0.1; done"], { readyWhen: /up/ });
  seen.stubborn = stubborn.pid;
});
test('and is ended all the same', () => expect(isAlive(seen.stubborn)).toBe(false));
describe('the file', () => {
  let server;
  beforeAll(async () => {
    server = await dspex.resources.spawn('sleep', ['63']);
  });
  test('keeps what beforeAll started in one test', () => expect(isAlive(server.pid)).toBe(true));
  test('and in the next', () => expect(isAlive(server.pid)).toBe(true));
});
`;

// Fails when a resource is not what was asked for, outlives its scope, or is ended before.
test('gives a test ports, processes and temp files, and takes them back', async () => {
  const project = projectOf({ 'uses.test.js': USES, 'server.js': SERVER });
  const run = await runJest(project, { args: ['-i'] });
  expect(failures(run)).toEqual([]);
  expect([run.exitCode, run.tests.length]).toEqual([0, 17]);
  expect(run.output).toMatch(/leaks +0/);
  expect(Report.parse(run.report).totals.leaks).toBe(0);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

const GIVES_BACK = `/** @dspex {"leaks":"fail"} */
const { dspex } = require('@dspex/jest-preset');
const { execSync } = require('node:child_process');
const { createServer } = require('node:net');
const { readdirSync, readFileSync } = require('node:fs');
const commandOf = (pid) => { try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8').split('\\0').join(' '); } catch { return ''; } };
const sleepers = (seconds) => readdirSync('/proc').filter((pid) => commandOf(pid) === 'sleep ' + seconds + ' ');
const untilSleeps = async (seconds) => { while (sleepers(seconds).length === 0) await new Promise((go) => setTimeout(go, 1)); };
let other;
beforeAll(async () => {
  const listens = "process.stdin.on('data', (port) => require('net').createServer().listen(Number(port), '127.0.0.1', () => console.log('listening')))";
  other = await dspex.resources.spawn(process.execPath, ['-e', listens]);
});

test('starts a daemon', async () => {
  await dspex.resources.spawn('sh', ['-c', 'env -i setsid -f sleep 341 >/dev/null 2>&1']);
  await untilSleeps(341);
});
test('of which nothing is left', () => expect(sleepers(341)).toEqual([]));
test('starts a daemon, and a process by Node', async () => {
  execSync('true');
  await dspex.resources.spawn('sh', ['-c', 'env -i setsid -f sleep 342 >/dev/null 2>&1']);
  await untilSleeps(342);
});
test('of which nothing is left either', () => expect(sleepers(342)).toEqual([]));
test('gives ports back, which another takes', async () => {
  const held = await dspex.resources.port();
  const tracked = dspex.resources.trackPort(held.port);
  await held.release();
  await tracked.release();
  other.write(held.port + '\\n');
  await other.ready(/^listening/);
});
`;

// Fails when a test is charged with a daemon that its own scope ends, or with a port that it gave back before somebody else listened on it.
test('charges nobody with what was given back', async () => {
  const project = projectOf({ 'gives-back.test.js': GIVES_BACK });
  const run = await runJest(project, { args: ['-i'] });
  expect(failures(run)).toEqual([]);
  expect(run.output).toMatch(/leaks +0/);
  expect(run.exitCode).toBe(0);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

/** A server for all files, a helper that lives in the memory of one, and something that starts at the second try. */
const SHARED = `
const { dspex } = require('@dspex/jest-preset');
const { spawn } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const log = (text) => appendFileSync(process.env.LOG, text + ' ');
const LISTENS = "require('net').createServer().listen(Number(process.argv[1]), '127.0.0.1'); setInterval(() => {}, 1000)";
exports.server = () => dspex.resources.share('server', async () => {
  log('server');
  require('node:child_process').execSync('true');
  const { port } = await dspex.resources.port();
  return { port, folder: await dspex.resources.tempDir(), server: await dspex.resources.spawn(process.execPath, ['-e', LISTENS, String(port)], { readyWhen: port }) };
});
exports.helper = () => dspex.resources.share('helper', () => {
  log('helper');
  const child = spawn('sleep', ['364'], { stdio: 'ignore' });
  dspex.resources.onCleanup(() => log('closed'));
  return { child, folder: require('node:fs').mkdtempSync(process.env.TMPDIR + '/helper-') };
});
let tries = 0;
exports.second = () => dspex.resources.share('second', async () => {
  const sleeper = await dspex.resources.spawn('sleep', ['365']);
  if (++tries === 1) throw Object.assign(new Error('not yet'), { sleeper });
  return { tries };
});
`;
const USES_SHARED = `/** @dspex {"leaks":"fail"} */
const { dspex } = require('@dspex/jest-preset');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { connect } = require('node:net');
const { server, helper, second } = require('./shared');
const isAlive = (pid) => { try { return !/^State:\\s+Z/m.test(readFileSync('/proc/' + pid + '/status', 'utf8')); } catch { return false; } };
const seen = {};
const uses = async () => {
  const [one, two] = await Promise.all([server(), server()]);
  const { child } = await helper();
  expect(two.port).toBe(one.port);
  expect([isAlive(one.server.pid), isAlive(child.pid), existsSync(one.folder.path)]).toEqual([true, true, true]);
  await new Promise((done, fail) => { const socket = connect(one.port, '127.0.0.1', () => { socket.destroy(); done(); }).on('error', fail); });
  const pids = [one.server.pid, child.pid];
  expect(pids).toEqual(seen.pids ??= pids);
  return pids;
};
test('starts it', uses);
test('finds it', uses);
test('starts at the second try', async () => {
  const { sleeper } = await second().catch((thrown) => thrown);
  while (sleeper !== undefined && isAlive(sleeper.pid)) await new Promise((go) => setTimeout(go, 1));
  expect(await second()).toEqual({ tries: 2 });
});
test('is told', () => expect(dspex.resources.share('', () => 1)).rejects.toMatchObject({ code: 'RESOURCE_INVALID' }));
const pidsFile = process.env.LOG + '.pids';
afterAll(() => {
  if (!existsSync(pidsFile)) return writeFileSync(pidsFile, JSON.stringify(seen.pids));
  const [before, gone] = JSON.parse(readFileSync(pidsFile, 'utf8'));
  expect([seen.pids[0] === before, isAlive(gone)]).toEqual([true, false]);
});
`;

// Fails when what tests share is started twice in a worker, is charged to a test or ended with one, or outlives the run.
test('starts once in a worker what its tests share, and ends it with its owner', async () => {
  const project = projectOf({ 'a.test.js': USES_SHARED, 'b.test.js': USES_SHARED, 'shared.js': SHARED });
  const LOG = join(project.folder, 'log');
  const run = await runJest(project, { args: ['-i'], env: { LOG } });
  expect(failures(run)).toEqual([]);
  expect([run.exitCode, readFileSync(LOG, 'utf8')]).toEqual([0, 'server helper closed helper closed ']);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

const FAILS = `
const { dspex } = require('@dspex/jest-preset');
const { writeFileSync } = require('node:fs');
test('fails', async () => {
  writeFileSync((await dspex.resources.tempDir()).path + '/result.txt', 'half of it');
  throw new Error('on purpose');
});
test('passes', async () => void writeFileSync((await dspex.resources.tempDir()).path + '/result.txt', 'all of it'));
`;

// Fails when the files of a failed test are gone, those of a passed one are kept, or nobody says where they are.
test("keeps a failed test's temp files where the summary says, unless told not to", async () => {
  const project = projectOf({ 'a.test.js': FAILS });
  const kept = (): string[] =>
    readdirSync(join(project.folder, 'report'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
  const run = await runJest(project);
  expect(kept()).toHaveLength(1);
  const [, folder] = /temp files of "fails" are kept in (\S+)/.exec(run.output) ?? [];
  expect(readFileSync(join(project.folder, 'report', kept()[0] as string), 'utf8')).toBe('half of it');
  expect(join('report', kept()[0] as string)).toContain(folder);
  const off = projectOf({ 'a.test.js': `/** @dspex {"retainOnFailure":false} */${FAILS}` });
  expect((await runJest(off)).output).not.toContain('are kept in');
  const meant = projectOf({ 'a.test.js': FAILS.replace(/test\('fails'/, "test.failing('fails'") });
  expect((await runJest(meant)).output).not.toContain('are kept in');
  expect(existsSync(join(off.folder, 'report', 'kept'))).toBe(false);
});

// test/long has more signals.
test('SIGKILL to the whole group leaves no process, port or file', () =>
  expectNothingOfItsProcessesAfter('SIGKILL', 'the whole group', ['-w', '2']));

// Fails when the processes of a worker that was killed wait for the end of the run, or are never ended.
test('SIGKILL of a worker ends what its test started while the run goes on', async () => {
  const project = projectOf({
    'a.test.js': STARTS_ALL,
    'b.test.js': `const { existsSync, readFileSync, readdirSync } = require('node:fs');
      const alive = () => readdirSync('/proc').filter((pid) => { try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8').includes('time.sleep(120)\\0' + process.env.TMPDIR); } catch { return false; } });
      test('sees them go', async () => {
        while (!existsSync(process.env.MARKER)) await new Promise((go) => setTimeout(go, 10));
        const until = Date.now() + 2000;
        while (alive().length > 0 && Date.now() < until) await new Promise((go) => setTimeout(go, 10));
        expect(alive()).toEqual([]);
      }, 90000);`,
  });
  const run = await runJest(project, { args: ['-w', '2'], env: { MARKER: join(project.folder, 'marker'), SUICIDE: '1' } });
  expect(run.test('sees them go').status).toBe('passed');
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

/** The run's watchdog, by its program and the run that it keeps. */
function watchdogsOf(tmp: string): number[] {
  const runs = readdirSync(tmp).filter((name) => /^dspex-\d+-[0-9a-f]{8}$/.test(name));
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .map(Number)
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return command.includes('watchdog-program.js') && runs.some((run) => command.includes(run));
      } catch {
        return false;
      }
    });
}

// Fails when what nobody was left to end survives the next run's start, or that run sweeps one that is alive.
test('the next run ends what a run left whose watchdog was killed with it, and nothing of a run that is alive', async () => {
  const [killed, alive] = [0, 1].map(() => projectOf({ 'a.test.js': STARTS_ALL })) as [Project, Project];
  const started = [killed, alive].map((project) => {
    const marker = join(project.folder, 'marker');
    return { marker, jest: startJest(project, { args: ['-i'], env: { MARKER: marker } }) };
  });
  await Promise.all(started.map(({ marker }) => untilStarted(marker)));
  // Stopped first: Jest would start another watchdog.
  const pid = started[0]?.jest.child.pid as number;
  process.kill(pid, 'SIGSTOP');
  const watchdogs = watchdogsOf(killed.tmp);
  expect(watchdogs).toHaveLength(1);
  for (const victim of [...watchdogs, pid]) process.kill(victim, 'SIGKILL');
  await started[0]?.jest.finished;
  await runJest(projectOf({ 'a.test.js': "test('a', () => {});" }));
  expect(await waitForNothing(killed.tmp)).toEqual({ processes: [], files: [] });
  // Jest, its watchdog, and what its test started: all as before.
  expect(leftBehind(alive.tmp).processes.filter((line) => line.includes('time.sleep(120)')).length).toBeGreaterThanOrEqual(6);
  process.kill(started[1]?.jest.child.pid as number, 'SIGKILL');
  expect(await waitForNothing(alive.tmp)).toEqual({ processes: [], files: [] });
  await started[1]?.jest.finished;
});
