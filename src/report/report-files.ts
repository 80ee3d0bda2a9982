import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../shared/boundaries/report';
import { pageOf } from './page';

export const REPORT_JSON = 'report.json';
export const REPORT_PAGE = 'index.html';

/** Where the reports of a project lie. */
export function defaultFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return env.DSPEX_REPORT_DIR || join(rootDir, '.dspex', 'report');
}

/** Writes the report for machines, and the page that shows it. */
export function writeReport(report: Report, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const json = JSON.stringify(report);
  writeFileSync(join(folder, REPORT_JSON), `${json}\n`);
  writeFileSync(join(folder, REPORT_PAGE), pageOf(json));
}
