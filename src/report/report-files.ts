import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../shared/boundaries/report';
import { compared, continued, readHistory } from './history';
import { pageOf } from './page';

export const REPORT_JSON = 'report.json';
export const REPORT_PAGE = 'index.html';
const HISTORY = 'history.json';

/** Where the reports of a project lie. */
export function defaultFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return env.DSPEX_REPORT_DIR || join(rootDir, '.dspex', 'report');
}

/** Writes the report for machines, the page that shows it, and what the next one is compared with. Gives the report with its comparison. */
export function writeReport(report: Report, folder: string): Report {
  mkdirSync(folder, { recursive: true });
  const history = readHistory(join(folder, HISTORY));
  const whole = compared(report, history);
  const json = JSON.stringify(whole);
  write(folder, REPORT_JSON, `${json}\n`);
  write(folder, REPORT_PAGE, pageOf(json));
  write(folder, HISTORY, JSON.stringify(continued(report, history)));
  return whole;
}

/** As a whole: who looks at it while a run ends sees the old one or the new one. */
function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}
