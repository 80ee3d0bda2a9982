import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { until } from '../until';
import { dspexJest } from './cli';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const suite = (name: string): string => `
const { dspex } = require('@dspex/jest-preset');
const { answerAll } = require('./helper');
test('asks in ${name}', async () => {
  ${name === 'a' ? 'answerAll();' : "dspex.lm.when({ question: /./ }).reply({ answer: 'x' });"}
  await dspex.run('question -> answer', { question: 'in ${name}?' });
});
`;
const FILES = {
  'a.test.js': suite('a'),
  'b.test.js': suite('b'),
  'c.test.js': `${suite('c')}
test('fails', async () => {
  answerAll();
  expect('50 %: got').toBe('this');
});`,
  'helper.js': `
const { dspex } = require('@dspex/jest-preset');
exports.answerAll = () => dspex.lm.when({ question: /in a/ }).reply({ answer: 'by the helper' });
`,
};

let project: Project;
let summary: string;
const folder = (name: string): string => join(project.folder, name);
const readJson = (name: string): Report => Report.parse(JSON.parse(readFileSync(join(folder(name), 'report.json'), 'utf8')));
const shard = (at: number, env: Record<string, string> = {}): Promise<Run> =>
  runJest(project, { args: [`--shard=${at}/2`], env: { DSPEX_REPORT_DIR: folder(`shard-${at}`), ...env }, outcome: `outcome-${at}.json` });

beforeAll(async () => {
  project = makeProject(FILES);
  summary = join(project.folder, 'summary.md');
  await runJest(project, { env: { DSPEX_REPORT_DIR: folder('whole') } });
  for (const at of [1, 2]) await shard(at);
}, 120_000);
afterAll(() => project?.remove());

// Fails when the line that the summary says to type finds nothing, because the config's rootDir is another folder.
test('finds the report of a project whose rootDir is a folder in it', async () => {
  const nested = makeProject({
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', rootDir: 'src' };",
    'src/a.test.js': "test('asks', () => require('@dspex/jest-preset').dspex.run('question -> answer', { question: 'a?' }));",
  });
  const run = await runJest(nested, { env: { DSPEX_REPORT_DIR: '' } });
  expect(run.output).toContain('src/.dspex/report/index.html   # npx dspex-jest report open');
  const opened = await dspexJest(nested, ['report', 'open'], { env: { BROWSER: '/bin/true' } });
  expect([opened.stdout, opened.stderr]).toEqual(['src/.dspex/report/index.html\n', '']);
  const checked = await dspexJest(nested, ['report', 'check', '--min-pass-rate', '100%']);
  expect(checked.stdout).toContain('within its limits');
  nested.remove();
});

// Fails when shards together tell anything else than one run of all.
test('merges the reports of shards to that of the whole run', async () => {
  const said = await dspexJest(project, ['report', 'merge', 'shard-1', 'shard-2/report.json', '--out', 'merged']);
  expect([said.status, said.stdout]).toEqual([0, '2 reports in merged/index.html: 3 passed, 1 failed, 0 skipped\n']);
  const [whole, merged] = [readJson('whole'), readJson('merged')];
  const told = ({ files, texts }: Report): unknown =>
    files.map(({ file, tests, lmCalls }) => ({
      file,
      lmCalls,
      tests: tests.map(({ fullName, status, details }) => ({
        fullName,
        status,
        replies: details?.calls.map(({ reply }) => texts[reply ?? -1]),
      })),
    }));
  expect(told(merged)).toEqual(told(whole));
  expect(merged.totals).toEqual(whole.totals);
  expect(merged.unusedRules).toEqual(whole.unusedRules);
  expect(existsSync(join(folder('merged'), 'index.html'))).toBe(true);
});

// Fails when a gate lets through what it is there for, or stops what is within its limits.
test.each([
  [['--min-pass-rate', '75%', '--max-cost', '0'], 0, 'within its limits: 3 of 4 tests passed'],
  [['--min-pass-rate', '0.76'], 1, '75 % of the tests passed; at least 76 % have to'],
  [['--min-pass-rate', '1'], 1, 'npx dspex-jest report open whole '],
  [['--max-unused-rules', '0', '--json'], 0, '"ok": true'],
  [['--min-pass-rate', '1', '--json'], 1, '"passRate": 0.75'],
  [[], 2, 'No limit was given.'],
  [['--min-pass-rate', '95'], 2, '0.95, or 95%'],
] as [string[], number, string][])('report check %j ends with %i', async (args, status, text) => {
  const said = await dspexJest(project, ['report', 'check', 'whole', ...args]);
  expect([said.status, said.stdout + said.stderr]).toEqual([status, expect.stringContaining(text)]);
});

// Fails when what is no report is merged, or the error does not say which file it is.
test('refuses what is no report of this version', async () => {
  writeFileSync(join(project.folder, 'old.json'), '{"schemaVersion":0}');
  const said = await dspexJest(project, ['report', 'merge', 'whole', 'old.json']);
  expect([said.status, said.stderr]).toEqual([1, expect.stringMatching(/old\.json[\s\S]*schemaVersion[\s\S]*\[REPORT_INVALID\]/)]);
});

// Fails when the page is not handed to the browser, or a missing one is.
test('opens the page in the browser that BROWSER names', async () => {
  writeFileSync(join(project.folder, 'browser.sh'), '#!/bin/sh\necho "$1" > opened\n', { mode: 0o755 });
  const env = { BROWSER: join(project.folder, 'browser.sh') };
  const said = await dspexJest(project, ['report', 'open', 'whole'], { env });
  expect([said.status, said.stdout]).toEqual([0, 'whole/index.html\n']);
  await until('the browser', () => existsSync(folder('opened')) && readFileSync(folder('opened'), 'utf8').endsWith('whole/index.html\n'));
  const asJson = await dspexJest(project, ['report', 'open', 'whole', '--json'], { env: { BROWSER: '/no/browser' } });
  expect(JSON.parse(asJson.stdout)).toEqual({ page: folder('whole/index.html'), opener: '/no/browser', opened: false });
  const missing = await dspexJest(project, ['report', 'open', 'nowhere'], { env });
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining('[REPORT_INVALID]')]);
});

// Fails when a run on GitHub says nothing on its page, marks a wrong line, or any other run talks GitHub's words.
test('tells GitHub of the run, and nobody else', async () => {
  const github = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: join(project.folder, '..') };
  // What the shards of the beginning have reported is others' to read.
  const apart = { DSPEX_REPORT_DIR: folder('github') };
  const shards = [await shard(1, { ...github, ...apart }), await shard(2, { ...github, ...apart })];
  const said = shards.map(({ output }) => output).join('');
  const name = project.folder.split('/').at(-1);
  expect(said).toContain(`::error file=${name}/c.test.js,line=11,title=fails::Error: expect(received).toBe(expected)`);
  expect(said).toContain('50 %25: got');
  expect(readFileSync(summary, 'utf8')).toMatch(/### ❌ 1 of \d tests failed[\s\S]*<summary>fails \(c\.test\.js\)<\/summary>/);
  const elsewhere = await shard(2, apart);
  expect(elsewhere.output).not.toMatch(/^::/m);
});

// Fails when a file that cannot be loaded is in no report, and a gate passes on the rest.
test('tells of a file that did not load, and writes JUnit where an option says so', async () => {
  const broken = makeProject({
    'a.test.js': FILES['b.test.js'].replace("const { answerAll } = require('./helper');", ''),
    'broken.test.js': "require('./gone');\ntest('is never known', () => undefined);",
    'jest.config.js':
      "module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { report: { junit: 'out/junit.xml' } } } };",
  });
  try {
    const run = await runJest(broken);
    expect(Report.parse(run.report).brokenFiles).toEqual([{ file: 'broken.test.js', message: expect.stringContaining("'./gone'") }]);
    expect(readFileSync(join(broken.folder, 'out/junit.xml'), 'utf8')).toContain('errors="1"');
    const said = await dspexJest(broken, ['report', 'check', 'report', '--min-pass-rate', '1']);
    expect([said.status, said.stderr]).toEqual([1, expect.stringContaining('50 % of the tests passed')]);
    const tests = { passed: 1, failed: 0, skipped: 0, broken: 1 };
    const { stdout: xml } = await dspexJest(broken, ['report', 'junit', 'report']);
    const text = await dspexJest(broken, ['report', 'junit', 'report', '--json']);
    expect([xml, JSON.parse(text.stdout)]).toEqual([expect.stringContaining('errors="1"'), { xml, tests }]);
    const file = await dspexJest(broken, ['report', 'junit', 'report', '--json', '--out', 'new/junit.xml']);
    expect(JSON.parse(file.stdout)).toEqual({ junit: join(broken.folder, 'new/junit.xml'), tests });
    expect(readFileSync(join(broken.folder, 'new/junit.xml'), 'utf8')).toBe(xml);
  } finally {
    broken.remove();
  }
});
