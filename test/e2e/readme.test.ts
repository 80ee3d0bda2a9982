import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { type Block, PAGES } from './document-blocks';
import { documentProject, filesOf, marked, pageOf, RED, RED_PAGES, TEST_PAGES, testsOf } from './document-project';
import { makeProject, type Project, type Run, runJest, runOnce } from './run-jest';
import { runProjects } from './run-together';

/** What Jest takes from the config of the whole run alone. */
const OF_THE_RUN = /\b(reporters|globalSetup):/;
// Folders that the pages' configs name.
const CONFIGURED = {
  'python/.keep': '',
  'shared/.keep': '',
  'a.test.js': "test('runs', () => void require('@dspex/jest-preset').dspex.layer);",
};

// Fails when a code block of the documents does not pass, or says what no run says.
describe('the documents', () => {
  describe('as they stand', () => {
    let run: Run;
    let project: Project;
    beforeAll(async () => {
      project = documentProject();
      run = await runJest(project, { args: ['-i'] });
    });
    afterAll(() => project.remove());

    test.each(TEST_PAGES)('the code blocks of %s pass', (page) => {
      const names = testsOf(page).map(([name]) => name);
      const outcomes = run.tests.filter(({ file }) => names.includes(basename(file)));
      expect([...new Set(outcomes.map(({ file }) => basename(file)))].sort()).toEqual(names.sort());
      expect(outcomes.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    });

    test.each(RED_PAGES)('the red test of %s says what the page shows', (page) => {
      const says = marked(pageOf(page), 'says')[0] as Block;
      expect(withoutIndent(run.output)).toContain(withoutIndent(says.code).trim());
    });

    test('and nothing but the red one fails the run', () => {
      expect(run.tests.filter(({ status }) => status !== 'passed').map(({ file }) => basename(file))).toEqual([basename(RED)]);
      expect(run.output).toMatch(/Test Suites: 1 failed, \d+ passed/);
    });
  });

  // Fails when a program that is written after docs/report.md finds another report than runs write.
  test('what docs/report.md reads of a report is there', async () => {
    const reading = marked(pageOf('docs/report.md'), 'reads')[0] as Block;
    const project = makeProject({
      'read.js': reading.code,
      'a.test.js':
        "const { dspex } = require('@dspex/jest-preset');\ntest('asks', () => dspex.run('q -> a', { q: 'x' }).then(() => undefined));\n",
    });
    await runJest(project, { env: { DSPEX_REPORT_DIR: join(project.folder, '.dspex/report') } });
    const { stdout, stderr } = spawnSync(process.execPath, ['read.js'], { cwd: project.folder, encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['a.test.js asks default q: x', '']);
    project.remove();
  });

  const configs = PAGES.flatMap((page) => marked(pageOf(page), 'config').map((block) => [page, block.line, block] as const));
  const projectOf = (page: string, { code }: Block): Record<string, string> => ({
    ...Object.fromEntries(filesOf(pageOf(page))),
    ...CONFIGURED,
    'jest.config.js': code,
  });

  describe('the configs, each of a project in one run', () => {
    const ofProjects = configs.filter(([, , { code }]) => !OF_THE_RUN.test(code));
    const nameOf = (page: string, line: number): string => `${basename(page, '.md')}-${line}`;
    const runOf = runProjects(Object.fromEntries(ofProjects.map(([page, line, block]) => [nameOf(page, line), projectOf(page, block)])));
    test.each(ofProjects)('the config of %s, line %i, runs a test', async (page, line) => {
      const run = await runOf(nameOf(page, line));
      expect(run.exitCode === 0 ? '' : run.output).toBe('');
      expect(run.test('runs').status).toBe('passed');
    });
  });

  test.each(configs.filter(([, , { code }]) => OF_THE_RUN.test(code)))('the config of %s, line %i, runs a test', async (page, _, block) => {
    const run = await runOnce(projectOf(page, block));
    expect(run.exitCode === 0 ? '' : run.output).toBe('');
    expect(run.test('runs').status).toBe('passed');
  });
});

/** Jest indents what it prints, and cuts nothing. */
function withoutIndent(text: string): string {
  return text.replace(/^[ \t]+/gm, '');
}
