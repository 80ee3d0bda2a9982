const { fork, spawn, execFileSync } = require('node:child_process');
const { mkdtempSync, writeFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Worker } = require('node:worker_threads');

test('a worker thread answers', async () => {
  const worker = new Worker(
    "const { parentPort } = require('worker_threads'); parentPort.on('message', (n) => parentPort.postMessage(n * 2));",
    { eval: true },
  );
  const answer = await new Promise((done, fail) => worker.once('message', done).once('error', fail).postMessage(21));
  await worker.terminate();
  expect(answer).toBe(42);
});

test('a child process answers, with the environment it was given', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdout.write(JSON.stringify([process.env.A, process.argv.length]))'], {
    env: { A: 'b' },
  });
  let text = '';
  child.stdout.on('data', (more) => (text += more));
  const code = await new Promise((done) => child.once('close', done));
  expect([code, JSON.parse(text)]).toEqual([0, ['b', 1]]);
});

test('a forked process talks back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compat-'));
  writeFileSync(join(folder, 'child.js'), "process.on('message', (m) => { process.send(m + 1); process.disconnect(); });");
  const child = fork(join(folder, 'child.js'), { execArgv: [] });
  const answer = await new Promise((done, fail) => child.once('message', done).once('error', fail).send(1));
  await new Promise((done) => child.once('exit', done));
  rmSync(folder, { recursive: true });
  expect(answer).toBe(2);
});

test('execFileSync and its errors', () => {
  expect(execFileSync(process.execPath, ['-p', '1 + 1'], { encoding: 'utf8' })).toBe('2\n');
  expect(() => execFileSync(process.execPath, ['-e', 'process.exit(3)'])).toThrow(/Command failed/);
});
