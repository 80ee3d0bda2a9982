import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { makeProject, runJest, runOnce } from './run-jest';
import { runTogether } from './run-together';

const MODULE = `
import os, socket, time
import dspy

class Asks(dspy.Module):
    """Asks for a language model, and for a host, when a file says that its test is over."""
    def __init__(self):
        super().__init__()
        self.predict = dspy.Predict("question -> answer")
    def forward(self, over, question):
        while not os.path.exists(over):
            time.sleep(0.005)
        try:
            socket.create_connection(("192.0.2.1", 80), 0.1)
        except OSError:
            pass
        return self.predict(question=question)

class Deaf(dspy.Module):
    """Swallows what would stop it, and changes what others see."""
    def forward(self):
        while True:
            try:
                time.sleep(0.01)
                os.environ["DEAF"] = "was here"
            except BaseException:
                pass

class Looks(dspy.Module):
    def forward(self, wait):
        time.sleep(wait)
        return dspy.Prediction(seen=os.environ.get("DEAF"))
`;
const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { dspex, isolatedTest } = require('@dspex/jest-preset');
`;

const LEVELS = ['full', 'session', 'namespace'] as const;
/** Two tests that do not wait for what they ask, and one between them. */
const asksLate = (level: string): string => `${HEAD}
      afterAll(() => writeFileSync(join(__dirname, '${level}-last'), ''));
      isolatedTest('does not wait', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'late' }).reply({ answer: 'first' });
        void (await loadModule('after:Asks')).execute({ over: join(__dirname, '${level}-first'), question: 'late' }).catch(() => undefined);
      });
      isolatedTest('next', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'mine' }).reply({ answer: 'second' });
        writeFileSync(join(__dirname, '${level}-first'), '');
        const { outputs } = await (await loadModule('after:Looks')).execute({ wait: 0.6 });
        expect(outputs.seen).toBeNull();
        expect(lm.calls).toEqual([]);
      });
      isolatedTest('last, and does not wait either', { level: '${level}' }, async ({ lm, loadModule }) => {
        lm.when({ question: 'mine' }).reply({ answer: 'third' });
        void (await loadModule('after:Asks')).execute({ over: join(__dirname, '${level}-last'), question: 'later' }).catch(() => undefined);
      });`;
const runOf = runTogether({ 'after.py': MODULE, ...Object.fromEntries(LEVELS.map((level) => [`${level}.test.js`, asksLate(level)])) });

// Fails when what a test did not wait for asks in the name of the next, is answered by its rules, or drops the results of the file.
test.each(LEVELS)('level %s: what outlives its test is no call of the next one', async (level) => {
  const run = await runOf(`${level}.test.js`);
  expect(run.tests.map(({ fullName, status, failureMessages }) => [fullName, status, failureMessages])).toEqual([
    ['does not wait', 'passed', []],
    ['next', 'passed', []],
    ['last, and does not wait either', 'passed', []],
  ]);
});

// Fails when a program that ignores the end of its test's time lives on in a process that others use.
test('what ignores that its time is over is ended, also in a shared process, before the next test', async () => {
  const run = await runOnce({
    'after.py': MODULE,
    // Loaded before: the limit of the test is to pass while Python runs, not while it loads.
    'a.test.js': `${HEAD}
      let deaf;
      beforeAll(async () => { deaf = await dspex.loadModule('after:Deaf'); });
      isolatedTest('over its limit', { level: 'namespace', timeoutMs: 500 }, async () => { await deaf.execute({}); });
      isolatedTest('next', { level: 'namespace' }, async ({ loadModule }) => {
        expect((await (await loadModule('after:Looks')).execute({ wait: 0.1 })).outputs.seen).toBeNull();
      });`,
  });
  expect(run.test('over its limit').failureMessages.join()).toMatch(/\[TIMEOUT\][\s\S]*Python stands here:[\s\S]*in forward/);
  expect(run.test('next').failureMessages).toEqual([]);
  expect(run.output).not.toContain('nobody waited for');
});

// An LM host by name, which is at this machine's address here: what gets there is counted. Each phase begins by a file of its name, and is
// over when its three askers have been told.
const LATE = `
const { appendFileSync, existsSync } = require('node:fs');
// Jest gives nothing to a file that is over: it brings along what it asks by.
const http = require('node:http');
const net = require('node:net');
const { fetch } = globalThis;
const lookup = (name, options, done) => (options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4));
const port = Number(process.env.COUNTING_PORT);
const told = (how) => (error) => appendFileSync('told.txt', how + ': ' + (error.cause ?? error).message.replace(/\\s+/g, ' ') + '\\n');
const answered = (how) => () => told(how)(new Error('answered'));
const ask = () => {
  fetch('http://api.openai.com:' + port + '/v1/models').then(answered('fetch'), told('fetch'));
  http.get({ host: 'api.openai.com', port, lookup }, answered('http')).on('error', told('http'));
  net.connect({ host: 'api.openai.com', port, lookup }, answered('socket')).on('error', told('socket'));
};
// A module of its own, on whose stack the file is not.
require('./in-module').askBetween(told, { host: 'api.openai.com', port, lookup });
test('does not wait', () => {
  const phases = ['between', 'next', 'another'];
  const watch = setInterval(() => {
    if (!existsSync(phases[0])) return;
    phases.shift();
    if (phases.length === 0) clearInterval(watch);
    ask();
  }, 10);
});`;
const IN_MODULE = `
const { existsSync } = require('node:fs');
const http = require('node:http');
exports.askBetween = (told, to) => {
  const watch = setInterval(() => {
    if (!existsSync('between')) return;
    clearInterval(watch);
    http.get(to, () => told('module')(new Error('answered'))).on('error', told('module'));
  }, 10);
};`;
const PHASE = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
exports.begin = async (phase, lines) => {
  writeFileSync(phase, '');
  for (let waits = 0; waits < 3000; waits += 1) {
    if (existsSync('told.txt') && readFileSync('told.txt', 'utf8').split('\\n').length > lines) return;
    await new Promise((end) => setTimeout(end, 10));
  }
  throw new Error('nobody was told in ' + phase);
};`;

// Fails when code that asks after its file is over gets to its host, is answered by the next file's rules, or makes the next file red.
test('what a file asks when it is over is refused and told, between files, in the next file, and in one of another environment', async () => {
  const reached: string[] = [];
  const server = createServer((socket) => void reached.push(String(socket.remotePort)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const project = makeProject({
    'phase.js': PHASE,
    'in-module.js': IN_MODULE,
    'by-name.js': `const Sequencer = require('@jest/test-sequencer').default;
      module.exports = class extends Sequencer { sort(tests) { return [...tests].sort((a, b) => (a.path < b.path ? -1 : 1)); } };`,
    'waits.js': `const { begin } = require('./phase');
      module.exports = class { onTestFileResult({ path }) { return /a\\.test/.test(path) ? begin('between', 4) : undefined; } };`,
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', reporters: ['default', '@dspex/jest-preset/reporter', './waits.js'] };`,
    'a.test.js': LATE,
    'b.test.js': `const { dspex } = require('@dspex/jest-preset');
      // Too late to fail a test.
      beforeAll(() => dspex.onCleanup(() => fetch('https://api.openai.com/v1/files')));
      test('next', async () => {
        await require('./phase').begin('next', 7);
        expect(dspex.lm.calls).toEqual([]);
      }, 60_000);`,
    'c.test.js': `/** @jest-environment node */
      test('another environment', () => require('./phase').begin('another', 10), 60_000);`,
  });
  try {
    const env = { COUNTING_PORT: String((server.address() as AddressInfo).port) };
    const run = await runJest(project, { args: ['-i', '--testSequencer', './by-name.js'], env });
    expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages])).toEqual([
      ['does not wait'],
      ['next'],
      ['another environment'],
    ]);
    const told = readFileSync(join(project.folder, 'told.txt'), 'utf8').trim().split('\n');
    expect(
      told.filter((line) => !/api\.openai\.com:\d+ was refused.*(a\.test|in-module)\.js:\d+ asked for it.*LM_TEST_OVER/.test(line)),
    ).toEqual([]);
    expect(told).toHaveLength(10);
    expect(run.output).toMatch(/api\.openai\.com:\d+ was refused/);
    expect(run.output).toMatch(/after the last test of b\.test\.js: GET https:\/\/api\.openai\.com\/v1\/files was asked/);
    expect(reached).toEqual([]);
  } finally {
    server.close();
    project.remove();
  }
});
