import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitForNothing } from '../e2e/left-behind';
import { projectsOfTest } from '../e2e/projects';
import { runJest } from '../e2e/run-jest';

const projectOf = projectsOfTest();

const HAS_PRLIMIT = existsSync('/usr/bin/prlimit');

/** Takes every descriptor that this process may have, and gives them back at the end of the test. */
const NO_DESCRIPTORS = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
const { closeSync, openSync } = require('node:fs');
require('node:child_process').execSync('prlimit --nofile=300:300 --pid ' + process.pid);
const runs = async () => (await dspex.run('question -> answer', { question: 'q' })).outputs.answer;
const USES = {
  tempFile: () => dspex.resources.tempFile('a.txt', 'a'),
  spawn: () => dspex.resources.spawn('sleep', ['371']),
  port: () => dspex.resources.port(),
};
test('each works', async () => { for (const use of Object.values(USES)) await use(); });
const taken = [];
const takeAll = () => { for (;;) try { taken.push(openSync('/dev/null')); } catch (error) { return error.code; } };
afterEach(() => { for (const fd of taken.splice(0)) closeSync(fd); });
const codeOf = async (use) => { try { await use(); return 'it worked'; } catch (error) { return error.code ?? error.stack; } };
for (const name of Object.keys(USES)) {
  test(name + ' without descriptors', async () => {
    expect(takeAll()).toBe('EMFILE');
    const code = await codeOf(USES[name]);
    for (const fd of taken.splice(0)) closeSync(fd);
    expect(code).toBe('LIMIT_REACHED');
  });
  test(name + ' afterwards', async () => {
    expect(await codeOf(USES[name])).toBe('it worked');
  });
}
test('Python afterwards', async () => {
  dspex.lm.otherwise({ answer: 'a' });
  expect(await runs()).toBe('a');
});
`;

// Fails when a limit of the machine is told as something else, or the next test does not run.
(HAS_PRLIMIT ? test : test.skip)('without descriptors each use is refused by name, and the next test runs', async () => {
  const project = projectOf({ 'a.test.js': NO_DESCRIPTORS });
  const run = await runJest(project, { args: ['-i'] });
  expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages]).filter(([, message]) => message)).toEqual([]);
  expect(run.tests).toHaveLength(8);
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

/** The first use of each loads a package, which nothing of the file has loaded before. */
const FIRST_USE = NO_DESCRIPTORS.replace(/^test\('each works'.*\n/m, '');

// Fails when a package that cannot be loaded for want of descriptors is told as missing, or is never tried again.
(HAS_PRLIMIT ? test : test.skip)('the first use of each without descriptors is refused by the same name, and is tried again', async () => {
  const project = projectOf({ 'a.test.js': FIRST_USE });
  const run = await runJest(project, { args: ['-i'] });
  expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages]).filter(([, message]) => message)).toEqual([]);
  expect(run.tests).toHaveLength(7);
});

/** A folder for temp files that is full, or read-only, for as long as a test wants it. */
const SMALL_DISK = `const { dspex } = require('@dspex/jest-preset');
const { closeSync, openSync, rmSync, writeSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const TMP = process.env.TMPDIR;
const filler = TMP + '/filler';
const fill = () => {
  const fd = openSync(filler, 'w');
  try { for (;;) writeSync(fd, Buffer.alloc(4096)); } catch (error) { return error.code; } finally { closeSync(fd); }
};
const remount = (how) => execFileSync('mount', ['-o', 'remount,' + how, TMP]);
const write = () => dspex.resources.tempFile('a.txt', 'a'.repeat(100_000));
test('on a full disk', async () => {
  expect(fill()).toBe('ENOSPC');
  const error = await write().catch((thrown) => thrown);
  rmSync(filler);
  expect([error.code, error.message]).toEqual(['DISK_FULL', expect.stringContaining(TMP)]);
});
test('after it', async () => void (await write()));
test('in a read-only folder', async () => {
  remount('ro');
  const error = await write().catch((thrown) => thrown);
  remount('rw');
  expect([error.code, error.message]).toEqual(['FILE_REFUSED', expect.stringContaining(TMP)]);
});
test('after that', async () => void (await write()));
`;
const MOUNTED = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m none "$TMPDIR" && exec "$@"', 'sh'];
const MAY_MOUNT = spawnSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs -o size=64k none /mnt']).status === 0;

// Fails when a disk that is full, or a folder that nobody may write to, is told as something else, or when the next test does not run.
(MAY_MOUNT ? test : test.skip)('a full disk and a read-only folder are each told by name, and the next test runs', async () => {
  const project = projectOf({ 'a.test.js': SMALL_DISK });
  const run = await runJest(project, { args: ['-i'], by: MOUNTED });
  expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual(
    ['on a full disk', 'after it', 'in a read-only folder', 'after that'].map((name) => [name]),
  );
});

// Fails when a run that cannot make its folder says so in the system's words alone.
test('a TMPDIR that is no folder is told by name', async () => {
  const project = projectOf({ 'a.test.js': "test('a', () => undefined);" });
  const file = join(project.folder, 'file');
  writeFileSync(file, '');
  const { output, exitCode } = await runJest(project, { env: { TMPDIR: file } });
  expect(output).toContain(`at ${file}/dspex-`);
  expect(output).toContain('[FILE_REFUSED]');
  expect(exitCode).toBe(1);
});

// Fails when a report that was asked for and cannot be written passes unnoticed, or takes the outcomes of the tests with it.
test('a report that cannot be written fails the run, which tells the file', async () => {
  const project = projectOf({ 'a.test.js': "test('a', () => undefined);" });
  const file = join(project.folder, 'file');
  writeFileSync(file, 'mine');
  const run = await runJest(project, { env: { DSPEX_REPORT_DIR: file } });
  expect(run.test('a').status).toBe('passed');
  expect(run.output).toMatch(/Writing the report failed, at .*file/);
  expect([run.exitCode, readFileSync(file, 'utf8')]).toEqual([1, 'mine']);
});
