import { JSDOM } from 'jsdom';
import { annotations } from '../../../src/report/formats/annotations';
import { junitOf } from '../../../src/report/formats/junit';
import { stepSummary } from '../../../src/report/formats/step-summary';
import { RunRecord } from '../../../src/run/report/run-record';
import type { Report } from '../../../src/shared/boundaries/report';

const NAME = 'says "<b>50 %</b>", a: b | c & \u0000\ud800 😀';
const ERROR = 'Error: <got> ```js\nline two, 100 %\n    at Object.<anonymous> (src/a.test.js:7:3)';

/** Nothing but a test that passed and a rule that nobody used. */
function green(): Report {
  const record = new RunRecord('1');
  const under = { layer: 'unit', lmMode: 'mock', isolation: 'full', ordinal: 0, durationMs: 1, attempt: 1 } as const;
  record.add({ type: 'test', file: 'src/a.test.js', fullName: 'a', status: 'passed', ...under });
  record.add({ type: 'unused_rule', declaredAt: 'src/a.test.js:4', label: 'a' });
  return record.toReport(0, 2000);
}

/** A failed test, a skipped one, a rule that nobody used, a file that did not load, and one that broke off. */
function sample(): Report {
  const record = new RunRecord('1');
  const under = {
    type: 'test',
    file: 'src/a.test.js',
    layer: 'unit',
    lmMode: 'mock',
    isolation: 'full',
    ordinal: 0,
    durationMs: 1500,
  } as const;
  record.add({ ...under, fullName: NAME, status: 'failed', attempt: 1 });
  record.add({ ...under, fullName: 'later', status: 'skipped', attempt: 0 });
  record.add({ type: 'unused_rule', declaredAt: 'src/a.test.js:4', label: NAME });
  const told = { startedAt: 5, calls: [], requests: [], processes: [], evaluations: [], leftOut: { calls: 0, requests: 0 } };
  const test = { fullName: NAME, ordinal: 0, declaredAt: 1, failedAt: 2, errors: [0], ...told };
  record.add({ type: 'details', file: 'src/a.test.js', texts: [ERROR, 'src/a.test.js:5', 'src/a.test.js:7'], tests: [test] });
  record.addBroken('src/b.test.js', "Cannot find module './gone'");
  // Jest tells of its tests, and then that it broke off.
  record.add({ ...under, file: 'src/c.test.js', fullName: 'ran', status: 'passed', attempt: 1 });
  record.addBroken('src/c.test.js', 'The worker died.');
  return record.toReport(0, 2000);
}

/** As GitHub's runner reads a command: properties by `,`, then the message, each unescaped. */
function parsed(line: string): Record<string, string> {
  const [, kind = '', properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const plain = (text: string): string =>
    text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  return { kind, message: plain(message), ...Object.fromEntries(properties.split(',').map((pair) => pair.split('=').map(plain))) };
}

// Fails when a name with a colon, a comma or a line feed ends an annotation early, or a path is not the checkout's.
test('annotates the lines of failing tests and of unused rules, as GitHub reads them', () => {
  const lines = annotations(sample(), { from: '/repo/packages/app', root: '/repo' }, { failures: true });
  expect(lines.map(parsed)).toEqual([
    { kind: 'error', file: 'packages/app/src/b.test.js', title: 'The file did not run', message: "Cannot find module './gone'" },
    { kind: 'error', file: 'packages/app/src/c.test.js', title: 'The file did not run', message: 'The worker died.' },
    { kind: 'error', file: 'packages/app/src/a.test.js', line: '7', title: NAME, message: 'Error: <got> ```js\nline two, 100 %' },
  ]);
  // Where a test failed, a rule may be unused because of that.
  expect(annotations(green(), { from: '/repo/packages/app', root: '/repo' }, { failures: true }).map(parsed)).toEqual([
    {
      kind: 'warning',
      file: 'packages/app/src/a.test.js',
      line: '4',
      title: 'This rule answered nothing',
      message: 'No LM call in "a" matched it.',
    },
  ]);
});

// Fails when failures are marked twice.
test("leaves failures to Jest's own reporter where that marks them", () => {
  expect(annotations(sample(), { from: '/repo', root: '/repo' }, { failures: false })).toEqual([]);
});

// Fails when the XML is none, or counts other than its cases.
test('is well-formed XML for JUnit, whatever tests are called', () => {
  const { DOMParser } = new JSDOM('').window;
  const xml = new DOMParser().parseFromString(junitOf(sample()), 'application/xml');
  expect(xml.querySelector('parsererror')).toBeNull();
  const suites = [...xml.querySelectorAll('testsuite')];
  expect(suites.map((suite) => suite.getAttribute('name'))).toEqual(['src/a.test.js', 'src/c.test.js', 'src/b.test.js']);
  for (const suite of suites) expect(suite.getAttribute('tests')).toBe(String(suite.querySelectorAll('testcase').length));
  const root = xml.documentElement;
  const count = (name: string): number => xml.querySelectorAll(name).length;
  expect([root.getAttribute('tests'), root.getAttribute('failures'), root.getAttribute('errors'), root.getAttribute('skipped')]).toEqual(
    [count('testcase'), count('failure'), count('error'), count('skipped')].map(String),
  );
  expect(xml.querySelector('testcase')?.getAttribute('name')).toBe('says "<b>50 %</b>", a: b | c &  😀');
  expect(xml.querySelector('failure')?.textContent).toBe(ERROR);
});

// Fails when a name or an error becomes markup of the summary, or an error ends its own fence.
test('says the run in Markdown, names and errors as text', () => {
  const summary = stepSummary(sample());
  expect(summary).toContain('### ❌ 1 of 2 tests failed, 2 test files did not run');
  expect(summary).toContain('| unit | 1 | 1 | 1 |');
  expect(summary).toContain('<summary>says "&lt;b&gt;50 %&lt;/b&gt;"');
  expect(summary).toContain(`\n\`\`\`\`\n${ERROR}\n\`\`\`\`\n`);
  expect(summary).not.toContain('Rules that answered nothing');
});

// Fails when a run that ran nothing looks green, or one test is "tests".
test('heads the summary with what ran', () => {
  expect(stepSummary(green())).toMatch(/^### ✅ 1 test passed\n/);
  expect(stepSummary(green())).toContain('**Rules that answered nothing** 1');
  expect(stepSummary(new RunRecord('1').toReport(0, 1))).toMatch(/^### ⚠️ No test ran\n/);
});

// Fails when a test's name breaks the table, or its score is not held against the last.
test('says the scores of evaluations in a table, with their change', () => {
  const report = sample();
  const evaluated = report.files.map((file) => ({
    ...file,
    tests: file.tests.map((one) => ({
      ...one,
      ...(one.details && { details: { ...one.details, evaluations: [{ score: 0.75, examples: [1, 2] }] } }),
      before: { status: 'passed', evaluations: [{ score: 0.5 }] },
    })),
  }));
  expect(stepSummary({ ...report, files: evaluated } as never)).toContain('| says "&lt;b&gt;50 %&lt;/b&gt;", a: b \\| c &amp; ');
  expect(stepSummary({ ...report, files: evaluated } as never)).toContain(' | 2 | 0.750 | +0.250 |');
});
