import { compared, continued, readHistory } from '../../../src/report/history';
import { RunRecord } from '../../../src/run/report/run-record';
import type { Report } from '../../../src/shared/boundaries/report';
import type { TestStatus } from '../../../src/shared/boundaries/run-events';

const NOTHING = readHistory('/nowhere/history.json');

/** A run of one file, with what became of each test. */
function runOf(at: number, tests: Readonly<Record<string, TestStatus>>, file = 'a.test.js'): Report {
  const record = new RunRecord(`run ${at}`);
  for (const [fullName, status] of Object.entries(tests)) {
    const under = { layer: 'unit', lmMode: 'mock', isolation: 'full', ordinal: 0 } as const;
    record.add({ type: 'test', file, fullName, status, durationMs: 10 * at, attempt: status === 'skipped' ? 0 : 1, ...under });
  }
  return record.toReport(at * 1000, at * 1000 + 10);
}

const before = (report: Report): (string | null)[] => report.files.flatMap(({ tests }) => tests.map((test) => test.before?.status ?? null));

// Fails when a test that was left out, as by -t, is forgotten, or passes for one that ran.
test('a test is compared with the last time that it ran', () => {
  const first = continued(runOf(1, { one: 'failed', two: 'passed' }), NOTHING);
  const second = continued(runOf(2, { one: 'skipped', two: 'failed' }), first);
  const third = compared(runOf(3, { one: 'passed', two: 'passed', three: 'passed' }), second);
  expect(before(third)).toEqual(['failed', 'failed', null]);
  expect(third.files[0]?.tests.map((test) => test.before?.at)).toEqual(['1970-01-01T00:00:01.000Z', '1970-01-01T00:00:02.000Z', undefined]);
  expect(third.history.map(({ runId }) => runId)).toEqual(['run 1', 'run 2']);
});

// Fails when a run of one file makes the tests of all others gone.
test('what is gone is gone from a file that ran', () => {
  const all = continued(runOf(2, { three: 'passed' }, 'b.test.js'), continued(runOf(1, { one: 'passed', two: 'passed' }), NOTHING));
  expect(compared(runOf(3, { one: 'passed' }), all).gone).toEqual([{ file: 'a.test.js', fullName: 'two' }]);
});

// Fails when a report that is written twice, as by `merge`, is compared with itself.
test('a run is no history of its own', () => {
  const once = continued(runOf(1, { one: 'passed' }), NOTHING);
  const twice = continued(runOf(1, { one: 'passed' }), once);
  expect([compared(runOf(1, { one: 'passed' }), once).history, twice.runs.length]).toEqual([[], 1]);
});

// Fails when a project keeps every run it ever had.
test('a hundred runs are kept', () => {
  let history = NOTHING;
  for (let at = 1; at <= 103; at += 1) history = continued(runOf(at, { one: 'passed' }), history);
  expect([history.runs.length, history.runs[0]?.runId]).toEqual([100, 'run 4']);
});
