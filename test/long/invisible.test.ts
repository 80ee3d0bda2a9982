import { expectToBeAsInPlainJest, projects } from '../e2e/beside-plain-jest';
import { runJest } from '../e2e/run-jest';

test('in workers tests see the promises, turns and stacks of plain Jest', () => expectToBeAsInPlainJest(['-w', '2']));

const WITHOUT_FETCH = `
const http = require('node:http');
const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const asked = (url) => new Promise((done) => http.get(url, (response) => response.resume().on('end', () => done(response.statusCode))).on('error', done));
test('there is none, and http works', async () => {
  expect(typeof fetch).toBe('undefined');
  const server = http.createServer((_, response) => response.end()).listen(0);
  await new Promise((listening) => server.on('listening', listening));
  expect(await asked('http://127.0.0.1:' + server.address().port)).toBe(200);
  await new Promise((closed) => server.close(closed));
});
test('a process below starts', async () => expect((await promisify(execFile)(process.execPath, ['-p', 'typeof fetch'])).stdout).toBe('undefined\\n'));`;

// Fails when a suite cannot run where Node was told to have no fetch, as many are since Node 18, or when a call then reaches a provider.
test('without fetch in Node files run, and a language model is refused', async () => {
  const asking = `const http = require('node:http');
    test('asks', (done) => http.get('http://api.openai.com/v1/models').on('error', () => done()));`;
  const { plain, ours, remove } = projects({ 'a.test.js': WITHOUT_FETCH, 'b.test.js': asking });
  try {
    const options = { env: { NODE_OPTIONS: '--no-experimental-fetch' }, args: ['-w', '2'] };
    const inPlain = await runJest(plain, { ...options, args: ['-i', 'a.test'] });
    expect(inPlain).toMatchObject({ exitCode: 0 });
    const run = await runJest(ours, options);
    expect(run.tests.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName)).toEqual(
      inPlain.tests.map((test) => test.fullName),
    );
    expect(run.test('asks').failureMessages.join()).toMatch(/Node runs without fetch.*--no-experimental-fetch.*\[LM_UNREACHABLE\]/s);
  } finally {
    remove();
  }
});
