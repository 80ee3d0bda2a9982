import { relative } from 'node:path';
import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { pendingFolders } from '../lm/cassettes/cassette-places';
import { writeLastRun } from '../lm/cassettes/last-run';
import { Redactor } from '../lm/secrets/redact';
import { withoutSecrets } from '../report/without-secrets';
import type { Report } from '../shared/boundaries/report';
import { systemError } from '../shared/system-error';
import type { CurrentRun } from './host/current-run';
import { callLines } from './report/call-lines';
import type { CassetteRecord } from './report/cassette-record';
import { renderSummary } from './report/summary';
import { reportFolderOf, writeOutputs } from './run-outputs';
import { recordOnceWhereWatched } from './watched-recordings';

/** Nobody comes back for a recording that has waited so long for its test to pass. */
const OLDEST_PENDING_MS = 30 * 86_400_000;

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
  recordOnceWhereWatched(run, process.env);
  const folder = reportFolderOf(run, process.env);
  // Tests are named by their authors, sometimes after what they were tried with.
  const redactor = new Redactor(process.env);
  const report = withoutSecrets(record.toReport(run.startedAt, Date.now(), run.rootDir, { orphaned, ledger: ledgers.state }), redactor);
  const problems = [await problemOf('Keeping what was found out about recordings', () => keepHouse(record.cassettes, process.env))];
  // A report that was asked for is written in any case: what reads it must not have to guess why there is none.
  let page: string | null = null;
  const unwritten = await problemOf(
    'Writing the report',
    async () => {
      page = folder && writeOutputs(report, folder, run, process.env);
    },
    folder ?? undefined,
  );
  if (isAskedFor(run)) problems.push(unwritten);
  else if (unwritten !== undefined) process.stderr.write(`${unwritten.message}\n`);
  if (!record.isPlain && !run.isQuiet) printSummary(report, shownPage(page), run.isVerbose);
  return [...leaks, ...problems.filter((problem) => problem !== undefined)];
}

function printSummary(report: Report, page: string | null, isVerbose: boolean): void {
  const calls = isVerbose ? callLines(report) : [];
  process.stderr.write(`${[...(calls.length > 0 ? ['', ...calls] : []), renderSummary(report, process.env, page)].join('\n')}\n`);
}

/** A project that can only be read has no report, and no other tests. */
function isAskedFor({ report }: CurrentRun): boolean {
  return Boolean(process.env.DSPEX_REPORT_DIR || process.env.CI) || report.junit !== undefined;
}

/** Keeps what was found out about cassettes for the command line, and removes what runs that were killed have left. */
async function keepHouse(cassettes: CassetteRecord, env: NodeJS.ProcessEnv): Promise<void> {
  for (const { root, run } of cassettes.lastRuns()) writeLastRun(root, run, env);
  if (cassettes.isEmpty) return;
  for (const { root } of cassettes.places) await new CassetteFolder(root).sweep();
  await new CassetteFolder(pendingFolders(env)).sweep(OLDEST_PENDING_MS);
}

/** What the system refuses fails the run; the rest of its end is done all the same. */
async function problemOf(doing: string, step: () => Promise<void>, file?: string): Promise<Error | undefined> {
  try {
    await step();
    return undefined;
  } catch (error) {
    return systemError(error, doing, file) ?? (error as Error);
  }
}

/** In CI the page is an artifact, and lies elsewhere. */
function shownPage(page: string | null): string | null {
  return page === null || process.env.CI ? null : relative(process.cwd(), page);
}
