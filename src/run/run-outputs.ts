import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { annotations } from '../report/formats/annotations';
import { junitOf } from '../report/formats/junit';
import { stepSummary } from '../report/formats/step-summary';
import { defaultFolder, writeReport } from '../report/report-files';
import type { Report } from '../shared/boundaries/report';
import type { CurrentRun } from './host/current-run';

/** Writes the report of a run, and what a CI system shows of it. A report that was asked for by name, or that CI keeps, is written of any run. */
export function writeOutputs(report: Report, run: CurrentRun, env: NodeJS.ProcessEnv): void {
  const { host, rootDir, report: options, jestAnnotates } = run;
  if (!options.write || (host.record.isPlain && !env.DSPEX_REPORT_DIR && !env.CI)) return;
  const written = writeReport(report, defaultFolder(rootDir, env));
  if (options.junit !== undefined) writeAt(resolve(rootDir, options.junit), junitOf(written));
  if (env.GITHUB_ACTIONS !== 'true') return;
  if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, stepSummary(written));
  const places = { from: process.cwd(), root: env.GITHUB_WORKSPACE ?? process.cwd() };
  // By the one stream that carries no results of `--json`.
  for (const line of annotations(written, places, { failures: !jestAnnotates })) process.stderr.write(`${line}\n`);
}

function writeAt(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
