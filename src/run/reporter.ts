import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CurrentRun, currentRun } from './current-run';
import { renderSummary } from './summary';

/** Ends the run with the summary and writes report.json. Add it to your own `reporters`; without it the summary still comes, from globalTeardown. */
export default class DspexReporter {
  onRunComplete(): void {
    const run = currentRun();
    if (run !== undefined) printSummaryOnce(run);
  }
}

/** Prints the summary of a run that used dspex, and writes its report in CI or where DSPEX_REPORT_DIR says. */
export function printSummaryOnce(run: CurrentRun): void {
  if (run.summaryPrinted) return;
  run.summaryPrinted = true;
  const { record } = run.host;
  if (record.isPlain) return;
  const report = record.toReport(run.startedAt, Date.now());
  process.stderr.write(`${renderSummary(report)}\n`);
  const folder = reportFolder(run.rootDir);
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
}

function reportFolder(rootDir: string): string | null {
  if (process.env.DSPEX_REPORT_DIR) return process.env.DSPEX_REPORT_DIR;
  return process.env.CI ? join(rootDir, '.dspex', 'report') : null;
}
