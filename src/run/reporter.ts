import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeLastRun } from '../lm/last-run';
import type { Report } from '../shared/boundaries/report';
import { type CurrentRun, currentRun } from './current-run';
import { renderSummary } from './summary';

/** Ends the run with the summary and writes report.json. Add it to your own `reporters`; without it the summary still comes, from globalTeardown. */
export default class DspexReporter {
  async onRunComplete(): Promise<void> {
    const run = currentRun();
    if (run !== undefined) await printSummaryOnce(run);
  }
}

/** Prints the summary of a run that used dspex, and writes its report in CI or where DSPEX_REPORT_DIR says. Says nothing of any other run. */
export async function printSummaryOnce(run: CurrentRun): Promise<void> {
  if (run.summaryPrinted) return;
  run.summaryPrinted = true;
  const { record, ledgers } = run.host;
  const orphaned = await record.cassettes.orphans(run.rootDir);
  const report = record.toReport(run.startedAt, Date.now(), run.rootDir, { orphaned, ledger: ledgers.state });
  if (!record.cassettes.isEmpty) writeLastRun(run.rootDir, report.cassettes.unused, process.env);
  // A report that was asked for is written in any case: what reads it must not have to guess why there is none.
  writeReport(report, reportFolder(run.rootDir, process.env));
  if (!record.isPlain) process.stderr.write(`${renderSummary(report, process.env)}\n`);
}

/** Null: none is written. */
export function reportFolder(rootDir: string, env: NodeJS.ProcessEnv): string | null {
  if (env.DSPEX_REPORT_DIR) return env.DSPEX_REPORT_DIR;
  return env.CI ? join(rootDir, '.dspex', 'report') : null;
}

function writeReport(report: Report, folder: string | null): void {
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
}
