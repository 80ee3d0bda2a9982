const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { execSync, spawn } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { createServer } = require('node:net');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { serveMetrics } = require('../src/metrics');

const says = (child) => new Promise((resolve) => child.stdout.once('data', resolve));

// process "sleep 301" (pid …), opened at test/leaky.test.js:…
test('leaves a process', () => {
  spawn('sleep', ['301']);
});

// process "sh -c sleep 302 & …" (pid …), and 1 below it
test('leaves a process and its child', async () => {
  await says(spawn('sh', ['-c', 'sleep 302 & echo started; wait']));
});

// process "sleep 303" (pid …), left by a process that has ended
test('ends a process, not its child', async () => {
  const child = spawn('sh', ['-c', 'sleep 303 >/dev/null 2>&1 & echo started; wait']);
  await says(child);
  child.kill();
});

// process "sleep 304" …: a session of its own, no parent, an empty environment
test('leaves a daemon', () => {
  execSync('env -i setsid -f sleep 304 >/dev/null 2>&1');
});

// port …, opened at src/metrics.js:…, called at test/leaky.test.js:…
test('leaves a port, by way of another file', async () => {
  await serveMetrics();
});

// socket …
test('leaves a socket', async () => {
  const path = join((await dspex.resources.tempDir()).path, 's');
  await new Promise((resolve) => createServer().listen(path, resolve));
});

// file …
test('leaves a temp folder', () => {
  mkdtempSync(join(tmpdir(), 'leaky-'));
});

// port …: it was only looked at
test('tracks a port that nobody closes', async () => {
  const child = spawn(process.execPath, [
    '-e',
    "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port); });",
  ]);
  dspex.resources.trackPort(Number(await says(child)));
});

// Python thread "poller", and Python process "sleep 307"
isolatedTest('leaves a thread and a process in Python', { layer: 'integration', level: 'namespace' }, async ({ loadModule }) => {
  await (await loadModule('support.poller:Poller')).execute({});
});

// Opened in beforeAll and still there after afterAll: not a test's, the file's.
describe('with a server of the file', () => {
  beforeAll(() => void spawn('sleep', ['305']));

  test('leaves nothing', async () => {
    const child = spawn('sleep', ['306']);
    dspex.resources.trackProcess(child);
    const server = createServer().listen(0);
    dspex.onCleanup(() => server.close());
    dspex.resources.trackFile(mkdtempSync(join(tmpdir(), 'leaky-')));
    await dspex.resources.spawn('sleep', ['306']);
  });
});
