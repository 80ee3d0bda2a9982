import { beyond, passRate } from '../../../src/report/limits';
import { mergeReports } from '../../../src/report/merge';
import { RunRecord } from '../../../src/run/report/run-record';
import { Report } from '../../../src/shared/boundaries/report';
import type { RunEvent, TestStatus } from '../../../src/shared/boundaries/run-events';

const UNDER = { layer: 'unit', lmMode: 'mock', isolation: 'full', ordinal: 0, durationMs: 1 } as const;

function testEvent(file: string, fullName: string, status: TestStatus): RunEvent {
  return { type: 'test', file, fullName, status, attempt: 1, ...UNDER };
}

/** What a file's worker tells of one call, its prompt and model texts of a table of its own. */
function details(file: string, fullName: string, prompt: string, costUsd: number): RunEvent {
  const call = { atMs: 1, durationMs: 2, model: 1, door: 'mock', operation: 2, source: 'real', by: null, prompt: 0, costUsd } as const;
  const rest = {
    inputs: null,
    outputs: null,
    system: null,
    reply: null,
    error: null,
    tools: [],
    continues: null,
    nearest: [],
    inputTokens: 3,
    outputTokens: 4,
  };
  const told = { startedAt: 5, declaredAt: null, failedAt: null, errors: [], requests: [], processes: [], evaluations: [] };
  const tests = [{ fullName, ordinal: 0, ...told, leftOut: { calls: 0, requests: 0 }, calls: [{ ...call, ...rest }] }];
  return { type: 'details', file, texts: [prompt, 'gpt', 'generate'], tests };
}

function reportOf(runId: string, events: readonly RunEvent[], startedAt = 0): Report {
  const record = new RunRecord(runId);
  for (const event of events) record.add(event);
  return Report.parse(record.toReport(startedAt, startedAt + 100));
}

const promptsOf = ({ files, texts }: Report): (string | undefined)[] =>
  files.flatMap(({ tests }) => tests.flatMap((test) => (test.details?.calls ?? []).map(({ prompt }) => texts[prompt])));

// Fails when the numbers of one report are read in the table of another.
test('shards make one report, each call with its own texts', () => {
  const one = reportOf('1', [testEvent('b.js', 'b', 'passed'), details('b.js', 'b', 'of b', 0.1)]);
  const two = reportOf('2', [testEvent('a.js', 'a', 'failed'), details('a.js', 'a', 'of a', 0.2)], 50);
  const merged = mergeReports([one, two]);
  expect(Report.parse(merged)).toEqual(merged);
  expect(promptsOf(merged)).toEqual(['of a', 'of b']);
  expect(merged.totals.tests).toMatchObject({ passed: 1, failed: 1, byLayer: { unit: { passed: 1, failed: 1, skipped: 0 } } });
  expect([merged.startedAt, merged.durationMs]).toEqual(['1970-01-01T00:00:00.000Z', 150]);
  expect(mergeReports([two, one]).runId).toBe(merged.runId);
});

// Fails when a test that failed in one part of a matrix is hidden by another where it passed, or counts twice.
test.each([[['passed', 'failed']], [['failed', 'passed']], [['skipped', 'failed']]] as [TestStatus[]][])(
  'the worst of %j counts',
  (statuses) => {
    const reports = statuses.map((status, at) => reportOf(String(at), [testEvent('a.js', 'a', status)]));
    const { totals, files } = mergeReports(reports as [Report, ...Report[]]);
    expect([totals.tests.failed, totals.tests.passed, files.length]).toEqual([1, 0, 1]);
  },
);

// Fails when a rule of a helper, which one shard has no use for, is told as unused though another needs it.
test('a rule is unused where no shard uses it', () => {
  const unused = (declaredAt: string): RunEvent => ({ type: 'unused_rule', declaredAt, label: 'a test' });
  const one = reportOf('1', [testEvent('a.js', 'a', 'passed'), unused('helper.js:3'), unused('helper.js:4')]);
  const two = reportOf('2', [testEvent('b.js', 'b', 'passed'), unused('helper.js:4'), { type: 'used_rule', declaredAt: 'helper.js:3' }]);
  expect(mergeReports([one, two]).unusedRules).toEqual([{ declaredAt: 'helper.js:4', label: 'a test', count: 2 }]);
});

// Fails when a run in which nothing ran, or a file that did not load, passes a gate.
test('a pass rate counts what ran, and files that did not', () => {
  const record = new RunRecord('1');
  expect(passRate(record.toReport(0, 1))).toBe(0);
  record.add(testEvent('a.js', 'a', 'passed'));
  record.add(testEvent('a.js', 'b', 'skipped'));
  expect(passRate(record.toReport(0, 1))).toBe(1);
  record.addBroken('c.js', 'Cannot find module');
  expect(passRate(record.toReport(0, 1))).toBe(0.5);
  expect(beyond(record.toReport(0, 1), { minPassRate: 0.95 })).toEqual(['50 % of the tests passed; at least 95 % have to']);
});

// Fails when a limit is not held, or one that was not given is.
test('only limits that were given are held', () => {
  const report = reportOf('1', [
    testEvent('a.js', 'a', 'failed'),
    { type: 'lm_calls', file: 'a.js', rule: 0, default: 0, cassette: 0, real: 1, miss: 2, costUsd: 0.3 },
  ]);
  expect(beyond(report, {})).toEqual([]);
  expect(beyond(report, { maxCost: 0.3, maxMisses: 2, minPassRate: 0 })).toEqual([]);
  expect(beyond(report, { maxCost: 0.29, maxMisses: 1 })).toEqual([
    'the run cost $0.3000; it may cost $0.2900',
    '2 LM calls were unanswered; 1 may be',
  ]);
});

// Fails when a worse model or prompt gets through as long as its tests pass, or a rest of a sum of fractions counts as a drop.
test('scores that fell by more than they may are told, by test', () => {
  const told = details('a.js', 'judges', 'p', 0) as Extract<RunEvent, { type: 'details' }>;
  const scored = reportOf('1', [testEvent('a.js', 'judges', 'passed'), told]);
  const since = (score: number, last: number | undefined): Report => {
    const [file] = scored.files;
    const [judges] = file?.tests ?? [];
    const evaluations = [{ score, examples: [] }];
    const before = last === undefined ? {} : { before: { status: 'passed', evaluations: [{ score: last }] } };
    return { ...scored, files: [{ ...file, tests: [{ ...judges, ...before, details: { ...judges?.details, evaluations } }] }] } as never;
  };
  expect(beyond(since(0.7, 0.9), { maxScoreDrop: 0.1 })).toEqual(['"judges" scored 0.7000, 0.2000 below the last time; 0.1 may be lost']);
  expect(beyond(since(0.6, 0.7), { maxScoreDrop: 0.1 })).toEqual([]);
  expect(beyond(since(0.7, undefined), { maxScoreDrop: 0 })).toEqual([]);
  expect(beyond(since(0.1, 0.9), {})).toEqual([]);
});
