import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { annotations } from '../report/formats/annotations';
import { junitOf } from '../report/formats/junit';
import { stepSummary } from '../report/formats/step-summary';
import { defaultFolder, REPORT_PAGE, writeReport } from '../report/report-files';
import type { Report } from '../shared/boundaries/report';
import { makeFolder } from '../shared/make-folder';
import type { CurrentRun } from './host/current-run';
import { howToUnwatch } from './watched-files';

/**
 * Where the report of a run goes; null: none is written. A report that was asked for by name, or that CI keeps, is written of any run; one
 * that would start a watch session's next run never, and the summary says so.
 */
export function reportFolderOf({ host: { record }, rootDir, isWatching, report }: CurrentRun, env: NodeJS.ProcessEnv): string | null {
  if (!report.write || (record.isPlain && !env.DSPEX_REPORT_DIR && !env.CI)) return null;
  const folder = defaultFolder(rootDir, env);
  const how = isWatching ? howToUnwatch(folder) : null;
  if (how === null) return folder;
  record.add({ type: 'notice', text: `no report is written to ${folder}: Jest watches it, and would run again for each. Put ${how}` });
  return null;
}

/** Writes the report of a run, and what a CI system shows of it. Gives the path of its page. */
export function writeOutputs(report: Report, folder: string, run: CurrentRun, env: NodeJS.ProcessEnv): string {
  const { rootDir, isWatching, report: options, jestAnnotates } = run;
  const written = writeReport(report, folder, { isWatching });
  if (options.junit !== undefined) writeAt(resolve(rootDir, options.junit), junitOf(written));
  if (env.GITHUB_ACTIONS === 'true') tellGithub(written, { jestAnnotates }, env);
  return join(folder, REPORT_PAGE);
}

function tellGithub(written: Report, { jestAnnotates }: Pick<CurrentRun, 'jestAnnotates'>, env: NodeJS.ProcessEnv): void {
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, stepSummary(written));
  const places = { from: process.cwd(), root: env.GITHUB_WORKSPACE ?? process.cwd() };
  // By the one stream that carries no results of `--json`.
  for (const line of annotations(written, places, { failures: !jestAnnotates })) process.stderr.write(`${line}\n`);
}

function writeAt(path: string, text: string): void {
  makeFolder(dirname(path));
  writeFileSync(path, text);
}
