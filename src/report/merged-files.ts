import type { Details, Report, ReportedFile, ReportedTest } from '../shared/boundaries/report';
import { fileLabel } from '../shared/file-label';
import { testKey } from './known';
import type { ReportTexts } from './report-texts';
import { sumLmCalls } from './totals';

const WORST_FIRST = ['failed', 'passed', 'skipped'] as const;

/** The files of all reports, in order, their texts in one table. */
export function mergedFiles(reports: readonly Report[], texts: ReportTexts): ReportedFile[] {
  const files = new Map<string, ReportedFile>();
  for (const report of reports)
    for (const file of report.files) {
      const told = retold(file, report.texts, texts);
      const before = files.get(fileLabel(file));
      files.set(fileLabel(file), before === undefined ? told : joined(before, told));
    }
  return [...files.values()].sort((a, b) => (fileLabel(a) < fileLabel(b) ? -1 : 1));
}

function retold(file: ReportedFile, table: readonly string[], texts: ReportTexts): ReportedFile {
  const again = (details: Details | null): Details | null =>
    details === null ? null : (texts.add({ texts: table, tests: [details] })[0] as Details);
  return {
    ...file,
    tests: file.tests.map((test) => ({ ...test, details: again(test.details), before: null })),
    outside: again(file.outside),
  };
}

/** What both have spent was spent twice; a test that both have counts once. */
function joined(one: ReportedFile, other: ReportedFile): ReportedFile {
  const tests = new Map(one.tests.map((test) => [testKey(test), test]));
  for (const test of other.tests) tests.set(testKey(test), worse(tests.get(testKey(test)), test));
  return {
    file: one.file,
    project: one.project,
    tests: [...tests.values()],
    outside: one.outside ?? other.outside,
    lmCalls: sumLmCalls(one.lmCalls, other.lmCalls),
    costUsd: one.costUsd + other.costUsd,
  };
}

function worse(one: ReportedTest | undefined, other: ReportedTest): ReportedTest {
  if (one === undefined) return other;
  return WORST_FIRST.indexOf(one.status) <= WORST_FIRST.indexOf(other.status) ? one : other;
}
