import { join, relative } from 'node:path';
import { mergeReports } from '../../report/merge';
import { readReport } from '../../report/read-report';
import { REPORT_JSON, REPORT_PAGE, writeReport } from '../../report/report-files';
import type { Report } from '../../shared/boundaries/report';
import { say, sayJson } from '../terminal/say';

/** Merges reports, and writes the one that they make. */
export function mergeInto(paths: readonly string[], folder: string, asJson: boolean): void {
  const merged = writeReport(mergeReports(paths.map(readReport) as [Report, ...Report[]]), folder);
  const { passed, failed, skipped } = merged.totals.tests;
  if (asJson) sayJson({ report: join(folder, REPORT_JSON), page: join(folder, REPORT_PAGE), tests: { passed, failed, skipped } });
  else
    say(
      `${paths.length} reports in ${relative(process.cwd(), join(folder, REPORT_PAGE))}: ${passed} passed, ${failed} failed, ${skipped} skipped`,
    );
}
