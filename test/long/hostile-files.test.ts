import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { providerOfTest, SAYS } from '../e2e/asked-by-sdk';
import { waitForNothing } from '../e2e/left-behind';
import { projectsOfTest } from '../e2e/projects';
import { KEY, realConfig } from '../e2e/provider';
import { runJest } from '../e2e/run-jest';

const provider = providerOfTest();
const projectOf = projectsOfTest();

const FAILS = `const { dspex } = require('@dspex/jest-preset');
const ask = () => fetch('https://api.openai.com/v1/chat/completions', {
  method: 'POST', headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'tea' }] }),
});
test('breaks', async () => {
  dspex.lm.whenPrompt(/tea/).reply('At four.');
  await ask();
  await dspex.resources.tempFile('a.txt', 'kept');
  throw new Error('its own words');
});
test('runs after it', () => undefined);
`;

function pipe(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('mkfifo', [path]);
}

// Fails when a folder that cannot be made takes a test's own failure, and all the file's other tests, with it.
test('a failure that cannot be explained on disk is told all the same, with the reason', async () => {
  const project = projectOf({ 'a.test.js': FAILS });
  writeFileSync(join(project.folder, '.dspex'), 'mine');
  const run = await runJest(project, { env: { DSPEX_REPORT_DIR: undefined } });
  const messages = run.test('breaks').failureMessages.join('\n');
  expect(messages).toContain('its own words');
  expect(messages).toMatch(/Keeping what explains the failure failed, at .*\.dspex[\s\S]*\[FILE_REFUSED\]/);
  expect(messages).toMatch(/Keeping the temp files of a failed test failed, at .*\.dspex[\s\S]*\[FILE_REFUSED\]/);
  expect(run.test('runs after it').status).toBe('passed');
  expect(run.output).not.toContain('[LEAK]');
  expect(await waitForNothing(project.tmp)).toEqual({ processes: [], files: [] });
});

// Fails when a project that can only be read has red runs, though all its tests pass, or nobody says why there is no report.
test('a report that nobody asked for, and that cannot be written, is told and fails nothing', async () => {
  const project = projectOf({ 'a.test.js': FAILS.replace(/throw .*/, '') });
  writeFileSync(join(project.folder, '.dspex'), 'mine');
  const run = await runJest(project, { env: { DSPEX_REPORT_DIR: undefined } });
  expect(run.output).toMatch(/Writing the report failed, at .*\.dspex/);
  expect(run.exitCode).toBe(0);
});

// Fails when a pipe in the place of the history is opened, and the run waits for somebody to write into it.
test('a pipe in the place of what the last run left is passed over', async () => {
  const project = projectOf({ 'a.test.js': "const { dspex } = require('@dspex/jest-preset'); test('a', () => void dspex.namespace);" });
  const folder = join(project.folder, '.dspex', 'report');
  for (const name of ['report.json', 'index.html', 'history.json']) pipe(join(folder, name));
  const run = await runJest(project, { env: { DSPEX_REPORT_DIR: folder } });
  expect(run.exitCode).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))).toHaveProperty('totals');
});

const RECORDS = `${SAYS}
test('asks', async () => expect(await ask('capital?')).toContain('Paris'));
test('runs after it', () => undefined);
`;

// Fails when a pipe in the place of a recording is opened: Jest never ends.
test('a pipe in the place of a recording is refused by name', async () => {
  const project = projectOf({ 'jest.config.js': realConfig(provider().url), 'a.test.js': RECORDS });
  const env = { TEST_MODE: 'integration', ...KEY, DSPEX_STATE_DIR: join(project.folder, 'state') };
  await runJest(project, { env });
  const recordings = join(project.folder, 'test', 'fixtures', 'lm_responses');
  const recording = execFileSync('find', [recordings, '-type', 'f'], { encoding: 'utf8' }).trim();
  execFileSync('rm', [recording]);
  pipe(recording);
  const run = await runJest(project, { env });
  expect(run.test('asks').failureMessages.join('\n')).toMatch(/Reading a recording failed, at .*\.json[\s\S]*\[FILE_REFUSED\]/);
  expect(run.test('runs after it').status).toBe('passed');
});

// Fails when the file of the month's spending is written through a link, or opened where it is a pipe.
test.each(['a pipe', 'a link'])('%s in the place of the spending is refused by name, and nothing is asked', async (kind) => {
  const project = projectOf({ 'jest.config.js': realConfig(provider().url), 'a.test.js': RECORDS });
  const state = join(project.folder, 'state');
  const spending = join(state, 'spending', `${new Date().toISOString().slice(0, 7)}.jsonl`);
  const elsewhere = join(project.folder, 'elsewhere');
  if (kind === 'a pipe') pipe(spending);
  else {
    mkdirSync(dirname(spending), { recursive: true });
    symlinkSync(elsewhere, spending);
  }
  const run = await runJest(project, { env: { TEST_MODE: 'integration', ...KEY, DSPEX_STATE_DIR: state } });
  expect(run.test('asks').failureMessages.join('\n')).toContain('[LEDGER_UNAVAILABLE]');
  expect(run.test('runs after it').status).toBe('passed');
  expect([existsSync(elsewhere), provider().getRequests().length]).toEqual([false, 0]);
});
