import { RunRecord } from '../../../../src/run/report/run-record';
import { Report } from '../../../../src/shared/boundaries/report';
import { RunEvent } from '../../../../src/shared/boundaries/run-events';
import { lmCallsEvent, testEvent } from './events';

const recordOf = (...events: RunEvent[]): RunRecord => {
  const record = new RunRecord('run-1');
  for (const event of events) record.add(RunEvent.parse(event));
  return record;
};
const reportOf = (...events: RunEvent[]): Report => recordOf(...events).toReport(0, 1_500, '/repo');

// Fails when a layer's tests are counted under another, or a status is lost.
test('counts tests by layer and by how they ended', () => {
  const { totals } = reportOf(
    testEvent({ fullName: 'a' }),
    testEvent({ fullName: 'b', status: 'failed' }),
    testEvent({ fullName: 'c', layer: 'integration' }),
    testEvent({ fullName: 'd', layer: 'e2e', status: 'skipped' }),
  );
  expect(totals.tests).toEqual({
    passed: 2,
    failed: 1,
    skipped: 1,
    byLayer: {
      unit: { passed: 1, failed: 1, skipped: 0 },
      integration: { passed: 1, failed: 0, skipped: 0 },
      e2e: { passed: 0, failed: 0, skipped: 1 },
    },
  });
});

// Fails when each attempt counts as a test, or the first attempt wins.
test('counts a retried test once, as it ended', () => {
  const { totals, files } = reportOf(testEvent({ status: 'failed' }), testEvent({ attempt: 2 }));
  expect(totals.tests).toMatchObject({ passed: 1, failed: 0 });
  expect(files[0]?.tests).toMatchObject([{ fullName: 'greets', status: 'passed', attempts: 2 }]);
});

// Fails when tests are kept by name alone.
test('keeps tests of the same name apart, in a file and between files', () => {
  const { totals } = reportOf(testEvent(), testEvent({ ordinal: 1 }), testEvent({ file: '/repo/b.test.ts' }));
  expect(totals.tests.passed).toBe(3);
});

// Fails when a batch replaces the one before it, or a file's calls land in another's.
test('adds up LM calls and money over tests and files', () => {
  const { totals, files } = reportOf(
    lmCallsEvent({ rule: 2, costUsd: 0.25 }),
    lmCallsEvent({ rule: 1, miss: 1 }),
    lmCallsEvent({ file: '/repo/b.test.ts', real: 3, costUsd: 0.5 }),
  );
  expect(totals.lmCalls).toEqual({ rule: 3, default: 0, cassette: 0, real: 3, miss: 1 });
  expect(totals.costUsd).toBe(0.75);
  expect(files.map(({ file, lmCalls }) => [file, lmCalls.rule, lmCalls.real])).toEqual([
    ['a.test.ts', 3, 0],
    ['b.test.ts', 0, 3],
  ]);
});

// Fails when a rule of a beforeEach is reported for the tests that had no need of it.
test('reports the rules that no test used, each place once', () => {
  const { unusedRules } = reportOf(
    { type: 'unused_rule', declaredAt: '/repo/a.test.ts:9:3', label: 'one' },
    { type: 'unused_rule', declaredAt: '/repo/a.test.ts:9:3', label: 'two' },
    { type: 'unused_rule', declaredAt: '/repo/a.test.ts:4:3', label: 'one' },
    { type: 'used_rule', declaredAt: '/repo/a.test.ts:4:3' },
  );
  expect(unusedRules).toEqual([{ declaredAt: 'a.test.ts:9:3', label: 'one', count: 2 }]);
});

// Fails when forks, leaks or layers are not added up, or a notice is repeated for each worker.
test('counts processes, leaks and left-out layers, and keeps a notice once', () => {
  const report = reportOf(
    { type: 'fork', pid: 7, ms: 3 },
    { type: 'fork', pid: 8, ms: 3 },
    { type: 'leak', file: '/repo/a.test.ts', label: 'greets', kind: 'port', what: '4000' },
    { type: 'layer_skipped', layer: 'e2e', count: 2 },
    { type: 'layer_skipped', layer: 'e2e', count: 1 },
    { type: 'notice', text: 'spawn is slow' },
    { type: 'notice', text: 'spawn is slow' },
  );
  expect(report.totals).toMatchObject({ forks: 2, leaks: 1 });
  expect(report.leaks).toEqual([{ file: 'a.test.ts', label: 'greets', kind: 'port', what: '4000' }]);
  expect(report.skippedByLayer).toEqual({ e2e: 3 });
  expect(report.notices).toEqual(['spawn is slow']);
});

// Fails when the report drifts from its own schema.
test('gives a report that its schema accepts unchanged', () => {
  const report = reportOf(testEvent(), lmCallsEvent({ rule: 1 }), { type: 'layer_skipped', layer: 'e2e', count: 1 });
  expect(Report.parse(report)).toEqual(report);
  expect(report).toMatchObject({ schemaVersion: 1, runId: 'run-1', startedAt: '1970-01-01T00:00:00.000Z', durationMs: 1_500 });
});

// Fails when an ordinary Jest run gets a summary, or a run with one of these gets none.
test('calls a run plain as long as nothing of dspex was used', () => {
  expect(recordOf().isPlain).toBe(true);
  expect(recordOf(testEvent(), testEvent({ status: 'failed', ordinal: 1 })).isPlain).toBe(true);
  const used: RunEvent[] = [
    testEvent({ layer: 'integration' }),
    lmCallsEvent({ default: 1 }),
    { type: 'fork', pid: 7, ms: 3 },
    { type: 'unused_rule', declaredAt: 'x', label: 'y' },
    { type: 'leak', file: 'x', label: 'y', kind: 'port', what: '1' },
    { type: 'layer_skipped', layer: 'e2e', count: 1 },
    { type: 'notice', text: 'x' },
  ];
  expect(used.filter((event) => recordOf(testEvent(), event).isPlain)).toEqual([]);
});
