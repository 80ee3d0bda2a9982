import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../e2e/projects';
import { KEY, realConfig, startProvider, usage } from '../e2e/provider';
import { startJest } from '../e2e/run-jest';
import { AT_A_TERMINAL, expectItsPythonKept } from '../e2e/watching';

test('a watch session in one process keeps its Python, without the modules of the user', () => expectItsPythonKept(['-i']));

const ASKS = `
const asks = () => fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{"model":"m","messages":[]}' });
afterAll(() => process.stderr.write('ASKED\\n'));
test('is not answered', asks);
`;
const PLAIN = { displayName: 'plain', testEnvironment: 'node', testMatch: ['**/plain.js'] };

// Fails when the report of a run, or what it keeps of a failure, starts the next one, and that one's the next, without an end.
test.each([
  { where: 'in a folder that Jest watches', reports: 'report', config: { preset: '@dspex/jest-preset' }, whose: '<rootDir>/report/' },
  {
    where: 'where the preset leaves it out, and a project beside it does not',
    reports: undefined,
    config: { projects: [{ displayName: 'ours', preset: '@dspex/jest-preset' }, PLAIN], reporters: ['@dspex/jest-preset/reporter'] },
    whose: 'the config of "plain"',
  },
])('a watch session writes no report $where, and says so', async ({ reports, config, whose }) => {
  const files = { 'jest.config.json': JSON.stringify(config), 'a.test.js': ASKS, 'plain.js': "test('plain', () => {});" };
  await inProject(files, async (project) => {
    const jest = startJest(project, {
      args: ['--config=jest.config.json', '--watchAll', '--watchman=false', '-i'],
      env: { CI: '', DSPEX_REPORT_DIR: reports },
      by: AT_A_TERMINAL,
      isTypedTo: true,
      outcome: 'outcome',
    });
    await jest.saw('ASKED');
    await jest.saw(whose);
    await jest.saw('Watch Usage');
    jest.child.stdin?.write('q');
    const { output } = await jest.finished;
    expect(output.match(/ASKED/g)).toHaveLength(1);
    expect(existsSync(join(project.folder, reports ?? '.dspex/report', 'report.json'))).toBe(false);
  });
});

const RECORDS = `
const OpenAI = require('openai').default;
const ask = (content) => new OpenAI({ apiKey: 'unused' }).chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] });
afterAll(() => process.stderr.write('RUN IS OVER\\n'));
test('asks', () => ask('who is there?'));
test('asks another thing each time', () => ask(String(process.hrtime.bigint())).catch(() => undefined));
`;

// Fails when a recording starts the next run, which records again: a real model would be asked, and paid, without an end.
test.each(['record', 'auto'])('a watch session whose recordings Jest watches records once, with DSPEX_LM=%s', async (mode) => {
  const provider = await startProvider();
  let asked = 0;
  provider.onMessage(/./, () => ({ content: `answer ${++asked}`, usage: usage(3, 4) }));
  const config = realConfig(provider.url).replace('"lm":{', '"lm":{"cassettes":{"dir":"recordings"},');
  await inProject({ 'jest.config.js': config, 'a.test.js': RECORDS }, async (project) => {
    const jest = startJest(project, {
      args: ['--watchAll', '--watchman=false', '-i'],
      env: { ...KEY, TEST_MODE: 'integration', DSPEX_LM: mode, CI: '', DSPEX_REPORT_DIR: undefined },
      by: AT_A_TERMINAL,
      isTypedTo: true,
      outcome: 'outcome',
    });
    await jest.saw('records no more');
    await jest.saw('<rootDir>/recordings/');
    await jest.saw('Watch Usage');
    // The next run is started by this, or by the recordings before it.
    writeFileSync(join(project.folder, 'a.test.js'), `${RECORDS}\n`);
    await jest.saw('RUN IS OVER', 2);
    await jest.saw('Watch Usage', 2);
    jest.child.stdin?.write('q');
    await jest.finished;
  });
  expect(asked).toBe(2);
  await provider.stop();
});
