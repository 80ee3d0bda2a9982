import { History, type KnownTest } from '../shared/boundaries/history';
import type { Report, ReportedFile, ReportedTest } from '../shared/boundaries/report';
import { fileLabel } from '../shared/file-label';
import { readRegularFile } from '../shared/regular-file';
import { historyRun, knownTest, testKey } from './known';
import { evaluationsBefore } from './known-evaluations';

const MOST_RUNS = 100;

/** What is known of runs before; nothing where there was none, or what is there is no history. */
export function readHistory(path: string): History {
  try {
    return History.parse(JSON.parse(readRegularFile(path)));
  } catch {
    // It is a comfort: a run is not to fail of it, and the next one writes it anew.
    return { schemaVersion: 1, runs: [], tests: {} };
  }
}

/** The report with what each test was when it ran last, and with the runs before it. */
export function compared(report: Report, history: History): Report {
  return {
    ...report,
    files: report.files.map((file) => ({
      ...file,
      tests: file.tests.map((test) => ({ ...test, before: beforeOf(report, test, history.tests[fileLabel(file)]?.[testKey(test)]) })),
    })),
    gone: report.files.flatMap((file) => goneFrom(file, history)),
    history: history.runs.filter(({ runId }) => runId !== report.runId),
  };
}

/** The history with this run in it. What did not run stays known as it was. */
export function continued(report: Report, history: History): History {
  const at = report.startedAt;
  const tests = { ...history.tests };
  for (const file of report.files) {
    const before = tests[fileLabel(file)] ?? {};
    tests[fileLabel(file)] = Object.fromEntries(file.tests.flatMap((test) => entryOf(report, test, before, at)));
  }
  const runs = [...history.runs.filter(({ runId }) => runId !== report.runId), historyRun(report)];
  return { schemaVersion: 1, runs: runs.slice(-MOST_RUNS), tests };
}

function entryOf(report: Report, test: ReportedTest, before: Readonly<Record<string, KnownTest>>, at: string): [string, KnownTest][] {
  const key = testKey(test);
  const known = test.status === 'skipped' ? before[key] : knownTest(report, test, at);
  return known === undefined ? [] : [[key, known]];
}

function beforeOf(report: Report, test: ReportedTest, known: KnownTest | undefined): ReportedTest['before'] {
  if (known === undefined) return null;
  const { status, durationMs, costUsd, at } = known;
  return { status, durationMs, costUsd, at, evaluations: evaluationsBefore(report, test.details?.evaluations ?? [], known.evaluations) };
}

/** Tests that the file had, and has no more. */
function goneFrom(reported: ReportedFile, history: History): Report['gone'] {
  const now = new Set(reported.tests.map(testKey));
  const file = fileLabel(reported);
  const before = Object.keys(history.tests[file] ?? {});
  return before.filter((key) => !now.has(key)).map((key) => ({ file, fullName: key.replace(/ › \d+$/, '') }));
}
