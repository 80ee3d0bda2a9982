import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Report } from '../../src/shared/boundaries/report';
import { makeProject, type Project, type Run, type RunOptions, runJest } from './run-jest';

const PRESET = "preset: '@dspex/jest-preset'";
const PLAIN = "test('adds', () => expect(1 + 1).toBe(2));";
const RULE = `
const { dspex } = require('@dspex/jest-preset');
test('asks', async () => {
  dspex.lm.when({ question: 'Hi' }).reply({ answer: 'Hello' });
  dspex.lm.when({ question: 'never asked' }).reply({ answer: 'unheard' });
  await dspex.run('question -> answer', { question: 'Hi' });
});
`;

const projects: Project[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

async function runIn(files: Record<string, string>, options?: RunOptions): Promise<Run & { folder: string }> {
  const project = makeProject(files);
  projects.push(project);
  return { ...(await runJest(project, options)), folder: project.folder };
}

const summaries = (run: Run): number => run.output.split('\ndspex\n').length - 1;

// Fails when a file that several projects run is taken for one: the second's tests would be attempts of the first's.
test.each([
  ['by their names', (name: string) => `displayName: '${name}', `, ['dom', 'node']],
  ['that have no names', () => '', ['project 1', 'project 2']],
])('counts a file once for each project that runs it, %s', async (_, named, told) => {
  const project = (name: string): string => `{ ${named(name)}rootDir: __dirname, testMatch: ['**/test/*.js'], ${PRESET} }`;
  const run = await runIn({
    'jest.config.js': `module.exports = { projects: [${project('node')}, ${project('dom')}] };`,
    'test/a.test.js': RULE,
  });
  const report = Report.parse(run.report);
  expect(report.totals).toMatchObject({ tests: { passed: 2 }, lmCalls: { rule: 2 } });
  expect(report.files.map(({ file, project, tests }) => [file, project, tests.length])).toEqual(
    told.map((name) => ['test/a.test.js', name, 1]),
  );
});

// Fails when files of one name, in the projects of a run, are taken for one.
test('tells files of one name in several projects apart', async () => {
  const config = `module.exports = { ${PRESET} };`;
  const run = await runIn({
    'jest.config.js': "module.exports = { projects: ['<rootDir>/one', '<rootDir>/two'] };",
    ...Object.fromEntries(
      ['one', 'two'].flatMap((name) => [
        [`${name}/jest.config.js`, config],
        [`${name}/test/a.test.js`, RULE],
      ]),
    ),
  });
  const report = Report.parse(run.report);
  expect(report.totals).toMatchObject({ tests: { passed: 2 }, lmCalls: { rule: 2 } });
  expect(report.files.map(({ file, tests }) => [file, tests.length])).toEqual([
    ['one/test/a.test.js', 1],
    ['two/test/a.test.js', 1],
  ]);
});

// Fails when an event is lost between worker and host, or the report is not what its schema says.
test.each([
  ['one worker', ['-i']],
  ['two workers', ['-w', '2']],
])('adds up what every file told, in %s', async (_, args) => {
  const run = await runIn({ 'a.test.js': RULE, 'b.test.js': RULE, 'c.test.js': PLAIN }, { args });
  const report = Report.parse(run.report);
  expect(report.totals).toMatchObject({ tests: { passed: 3, failed: 0 }, lmCalls: { rule: 2, miss: 0 }, forks: 0, leaks: 0 });
  expect(report.files.map(({ file }) => file)).toEqual(['a.test.js', 'b.test.js', 'c.test.js']);
  expect(report.unusedRules.map(({ declaredAt }) => declaredAt)).toEqual(['a.test.js:5', 'b.test.js:5']);
  expect(summaries(run)).toBe(1);
  expect(run.output).toContain('lm calls  2 by rule');
});

// Fails when a program that reads Jest's results, or a person who wants none, gets the summary; and when an editor's flags break a run.
test('is quiet where programs read what Jest says, and shows each call where asked to', async () => {
  const project = makeProject({
    'a.test.js': `const { dspex } = require('@dspex/jest-preset');
      test('asks', async () => {
        dspex.lm.when({ question: /weather/ }).reply({ answer: 'Sunny.' });
        await dspex.run('question -> answer', { question: 'the weather?' });
      });`,
  });
  const said = async (...args: string[]): Promise<string> => {
    const { output, exitCode } = await runJest(project, { args });
    expect(exitCode).toBe(0);
    return output;
  };
  expect(await said('--silent')).not.toContain('lm calls');
  // As the Jest extension of VS Code does; its own reporter stands in for Jest's.
  expect(await said('--testLocationInResults', '--useStderr', '--watchAll=false', '--no-coverage', '--reporters', 'default')).not.toContain(
    'lm calls',
  );
  expect(await said('--verbose')).toMatch(
    /a\.test\.js › asks\n {2}gpt-4o-mini, rule a\.test\.js:\d+: \{"question":"the weather\?"\} → \{"answer":"Sunny\."\}[\s\S]*lm calls +1 by rule/,
  );
  project.remove();
});

// Fails when a user's own reporters take the summary away, or naming ours besides prints it twice.
test.each([
  ["instead of the preset's", "['default']"],
  ["with the preset's among them", "['default', '@dspex/jest-preset/reporter']"],
])("prints the summary once under a user's own reporters, %s", async (_, reporters) => {
  const run = await runIn({ 'a.test.js': RULE, 'jest.config.js': `module.exports = { ${PRESET}, reporters: ${reporters} };` });
  expect([run.exitCode, summaries(run)]).toEqual([0, 1]);
});

// Fails when there is no report to look at, or to keep, or a run leaves one behind that has nothing of the package in it; and when the
// preset talks in a project that only has it.
test.each([
  ['of a run that used it', { 'a.test.js': RULE }, {}, true],
  ['in CI of any run', { 'a.test.js': PLAIN }, { CI: 'true' }, true],
  ['of no other run', { 'a.test.js': PLAIN }, {}, false],
  [
    'of none where an option says so',
    {
      'a.test.js': RULE,
      'jest.config.js': `module.exports = { ${PRESET}, testEnvironmentOptions: { dspex: { report: { write: false } } } };`,
    },
    { CI: 'true' },
    false,
  ],
])('writes the report %s', async (_, files, env, isWritten) => {
  const run = await runIn(files, { env: { DSPEX_REPORT_DIR: undefined, ...env } });
  const { folder } = run;
  expect([run.exitCode, summaries(run)]).toEqual([0, files['a.test.js'] === RULE ? 1 : 0]);
  const at = (name: string): string => join(folder, '.dspex', 'report', name);
  expect([existsSync(at('report.json')), existsSync(at('index.html'))]).toEqual([isWritten, isWritten]);
  if (isWritten) Report.parse(JSON.parse(readFileSync(at('report.json'), 'utf8')));
});

// Fails when a green run in which nothing ran looks like any other, or its command does not run what was left out.
test('says that every test was left out, and how to run them', async () => {
  const files = { 'a.test.js': `/** @dspex-layer integration */\n${PLAIN}` };
  const run = await runIn(files, { env: { TEST_MODE: 'unit' } });
  expect(run.output).toContain('skipped   every test was left out: 1 of layer integration');
  const [, mode] = /next +TEST_MODE=(\w+) npx jest/.exec(run.output) ?? [];
  const again = await runIn(files, { env: { TEST_MODE: mode } });
  expect(again.tests.map(({ status }) => status)).toEqual(['passed']);
});
