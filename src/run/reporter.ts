import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { pendingFolders } from '../lm/cassettes/cassette-places';
import { writeLastRun } from '../lm/cassettes/last-run';
import { Redactor } from '../lm/secrets/redact';
import { defaultFolder, writeReport } from '../report/report-files';
import { withoutSecrets } from '../report/without-secrets';
import type { Report } from '../shared/boundaries/report';
import { systemError } from '../shared/system-error';
import { type CurrentRun, currentRun } from './host/current-run';
import type { CassetteRecord } from './report/cassette-record';
import { renderSummary } from './report/summary';

/** Nobody comes back for a recording that has waited so long for its test to pass. */
const OLDEST_PENDING_MS = 30 * 86_400_000;

/** Ends the run with the summary and writes the report. Add it to your own `reporters`; without it the summary still comes, from globalTeardown. */
export default class DspexReporter {
  private leak: Error | undefined;

  async onRunComplete(): Promise<void> {
    const run = currentRun();
    if (run === undefined) return;
    const leaks = await printSummaryOnce(run);
    const redactor = new Redactor(process.env);
    for (const { message } of leaks) process.stderr.write(`${redactor.text(message)}\n`);
    [this.leak] = leaks;
  }

  /** Jest fails a run for it, and does not print it. */
  getLastError(): Error | undefined {
    return this.leak;
  }
}

/**
 * Prints the summary of a run that used dspex, and writes its report. Says nothing of any other run, but in CI or where DSPEX_REPORT_DIR
 * asks for it.
 * Gives, once, what fails the run besides its tests.
 */
export async function printSummaryOnce(run: CurrentRun): Promise<readonly Error[]> {
  if (run.summaryPrinted) return [];
  run.summaryPrinted = true;
  const { record, ledgers } = run.host;
  const leaks = await run.host.lateLeaks();
  const orphaned = await record.cassettes.orphans();
  // Tests are named by their authors, sometimes after what they were tried with.
  const redactor = new Redactor(process.env);
  const report = withoutSecrets(record.toReport(run.startedAt, Date.now(), run.rootDir, { orphaned, ledger: ledgers.state }), redactor);
  const problems = [await problemOf('Keeping what was found out about recordings', () => keepHouse(record.cassettes, process.env))];
  // A report that was asked for is written in any case: what reads it must not have to guess why there is none.
  problems.push(await problemOf('Writing the report', async () => writeWanted(report, run)));
  if (!record.isPlain) process.stderr.write(`${renderSummary(report, process.env)}\n`);
  return [...leaks, ...problems.filter((problem) => problem !== undefined)];
}

/** Keeps what was found out about cassettes for the command line, and removes what runs that were killed have left. */
async function keepHouse(cassettes: CassetteRecord, env: NodeJS.ProcessEnv): Promise<void> {
  for (const { root, run } of cassettes.lastRuns()) writeLastRun(root, run, env);
  if (cassettes.isEmpty) return;
  for (const { root } of cassettes.places) await new CassetteFolder(root).sweep();
  await new CassetteFolder(pendingFolders(env)).sweep(OLDEST_PENDING_MS);
}

/** What the system refuses fails the run; the rest of its end is done all the same. */
async function problemOf(doing: string, step: () => Promise<void>): Promise<Error | undefined> {
  try {
    await step();
    return undefined;
  } catch (error) {
    return systemError(error, doing) ?? (error as Error);
  }
}

/** A report that was asked for by name, or that CI keeps, is written of any run. */
function writeWanted(report: Report, { host, rootDir, report: { write } }: CurrentRun): void {
  const isAsked = Boolean(process.env.DSPEX_REPORT_DIR || process.env.CI);
  if (write && (isAsked || !host.record.isPlain)) writeReport(report, defaultFolder(rootDir, process.env));
}
