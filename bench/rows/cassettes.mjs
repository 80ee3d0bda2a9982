import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/stamp.mjs';
import { openLmServer } from '../runner/lm-server.mjs';
import { folderOf, jest, numbers, PLAIN, project } from '../runner/projects.mjs';

const TESTS = 300;
const CALLS = 10;
const POLLY = join(ROOT, '.stage/bench-polly');
const POLLY_PACKAGES = ['@pollyjs/core@6.0.6', '@pollyjs/adapter-fetch@6.0.7', '@pollyjs/persister-fs@6.0.6'];

/** Ten calls a test, each with a recording of its own; what is told is the time of a call, with what loading the recordings takes. */
const testFile = (head, open, close) => `${head}
const { writeFileSync } = require('fs');
let spent = 0, cpu = 0;
const ask = async (n) => {
  const response = await fetch(process.env.BENCH_LM + '/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Answer q' + n + '. ${'What would you say to that? '.repeat(10)}' }] }) });
  expect((await response.json()).choices[0].message.content).toContain('answer ' + n);
};
for (let first = 0; first < ${TESTS * CALLS}; first += ${CALLS})
  test('asks from ' + first, async () => {
    const [from, before] = [performance.now(), process.cpuUsage()];
    ${open}
    for (let n = first; n < first + ${CALLS}; n++) await ask(n);
    ${close}
    const used = process.cpuUsage(before);
    spent += performance.now() - from;
    cpu += (used.user + used.system) / 1000;
  });
afterAll(() => writeFileSync(__dirname + '/measured.json', JSON.stringify({ wall: spent / ${TESTS * CALLS}, cpu: cpu / ${TESTS * CALLS} })));
`;
const OURS = testFile('/** @jest-environment @dspex/jest-preset/integration */', '', '');
const NOCK = testFile(
  "const nock = require('nock');\nnock.back.fixtures = __dirname + '/fixtures';\nnock.back.setMode('lockdown');",
  "const { nockDone } = await nock.back(first + '.json');",
  'nockDone();',
);
const POLLY_TEST = testFile(
  `const { Polly } = require('@pollyjs/core');
Polly.register(require('@pollyjs/adapter-fetch'));
Polly.register(require('@pollyjs/persister-fs'));`,
  `const polly = new Polly('from ' + first, { adapters: ['fetch'], persister: 'fs', mode: process.env.BENCH_POLLY, recordIfMissing: false, logLevel: 'silent',
      persisterOptions: { fs: { recordingsDir: __dirname + '/recordings' } } });`,
  'await polly.stop();',
);
/** Polly's parts come as ES modules. */
const WITH_POLLY = `module.exports = { testEnvironment: 'node', testTimeout: 60000, transformIgnorePatterns: [],
  transform: { '\\\\.m?js$': ['babel-jest', { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }] } };
`;
/** The recordings are made at an LM host of the bench's own, as fast as it answers. */
const config = (url) => `module.exports = { preset: '@dspex/jest-preset', testTimeout: 60000, testEnvironmentOptions: { dspex: {
  lm: { real: { provider: 'openai', baseUrl: '${url}', model: 'gpt-4o-mini' } },
  ledger: { requestsPerMinute: 1000000, budgetUsd: 1000, monthlyBudgetUsd: 1000000 } } } };
`;

const CASSETTES = {
  name: 'a call played from 3,000 recordings',
  warmUp: false,
  contenders: {
    ours: { shown: 'a call played from 3,000 cassettes', own: true },
    nock: { shown: 'nock.back, 300 fixtures of 10' },
    polly: { shown: 'Polly.JS, 300 recordings of 10' },
  },
  beside: [
    { ours: 'ours', base: ['nock'], beside: 'nock.back' },
    { ours: 'ours', base: ['polly'], beside: 'Polly.JS' },
  ],
  async prepare(site, onEnd, leaveOut) {
    const folder = folderOf(site, 'cassettes');
    const server = await openLmServer();
    onEnd(server.close);
    const env = { BENCH_LM: server.url, BENCH_POLLY: 'replay' };
    const played = (cwd, more) => ({ many: jest(site, cwd, { passed: TESTS, reads: 'measured.json', env: { ...env, ...more } }) });
    const ours = async () => {
      const cwd = project(join(folder, 'ours'), { 't.test.js': OURS }, config(server.url));
      const keys = { OPENAI_TEST_API_KEY: 'none', DSPEX_STATE_DIR: join(folder, 'state') };
      await jest(site, cwd, { passed: TESTS, env: { ...env, ...keys, DSPEX_LM: 'record' } })();
      return played(cwd, { DSPEX_LM: 'replay' });
    };
    const runs = { ours: await ours(), nock: played(nockProject(folder, server.url)) };
    const polly = await recordPolly(site, env);
    if (polly === null) leaveOut('polly', `npm could not install ${POLLY_PACKAGES[0]}`);
    else runs.polly = played(polly);
    return runs;
  },
};

/** As nock.back writes them. */
function nockProject(folder, url) {
  const cwd = project(join(folder, 'nock'), { 't.test.js': NOCK }, PLAIN);
  mkdirSync(join(cwd, 'fixtures'));
  for (const first of numbers(TESTS).map((test) => test * CALLS)) {
    const entries = numbers(CALLS).map((n) => nockEntry(url, first + n));
    writeFileSync(join(cwd, 'fixtures', `${first}.json`), JSON.stringify(entries));
  }
  return cwd;
}

function nockEntry(url, n) {
  const content = `Answer q${n}. ${'What would you say to that? '.repeat(10)}`;
  return {
    scope: new URL(url).origin,
    method: 'POST',
    path: '/v1/chat/completions',
    body: { model: 'gpt-4o-mini', messages: [{ role: 'user', content }] },
    status: 200,
    response: { id: 'c', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `answer ${n}` } }] },
    rawHeaders: ['content-type', 'application/json'],
  };
}

/** Beside the other projects, so that what Polly brings is found by nobody else; null where npm cannot install it. */
async function recordPolly(site, env) {
  project(POLLY, {});
  if (!existsSync(join(POLLY, 'node_modules/@pollyjs/core'))) {
    const npm = ['install', '--no-audit', '--no-fund', '--no-package-lock', ...POLLY_PACKAGES];
    if (spawnSync('npm', npm, { cwd: POLLY, timeout: 300_000 }).status !== 0) return null;
  }
  const cwd = project(join(POLLY, 'project'), { 't.test.js': POLLY_TEST }, WITH_POLLY);
  await jest(site, cwd, { passed: TESTS, env: { ...env, BENCH_POLLY: 'record' } })();
  return cwd;
}

export const CASSETTE_ROWS = [CASSETTES];
