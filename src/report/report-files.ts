import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../shared/boundaries/report';
import { makeFolder } from '../shared/make-folder';
import { replaceFile } from '../shared/replace-file';
import { compared, continued, readHistory } from './history';
import { pageOf } from './page';

export const REPORT_JSON = 'report.json';
export const REPORT_PAGE = 'index.html';
const HISTORY = 'history.json';
/** Says to a page that is open which report was written last. A page may load a stylesheet from the disk, and it can run nothing. */
const STAMP = 'written.css';

/** Where the reports of a project lie. */
export function defaultFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  return env.DSPEX_REPORT_DIR || join(rootDir, '.dspex', 'report');
}

/**
 * Writes the report for machines, the page that shows it, and what the next one is compared with. Gives the report with its comparison. A
 * page that a watch session wrote, and that is open, shows the new one by itself.
 */
export function writeReport(report: Report, folder: string, { isWatching = false } = {}): Report {
  makeFolder(folder);
  const history = readHistory(join(folder, HISTORY));
  const whole = compared(report, history);
  const json = JSON.stringify(whole);
  const stamp = `${Date.now().toString(36)}-${process.pid}`;
  replaceFile(join(folder, REPORT_JSON), `${json}\n`);
  replaceFile(join(folder, REPORT_PAGE), pageOf(json, isWatching ? stamp : ''));
  replaceFile(join(folder, HISTORY), JSON.stringify(continued(report, history)));
  // The last: who sees it finds the page. One of a session before may still be open.
  if (isWatching || existsSync(join(folder, STAMP))) replaceFile(join(folder, STAMP), `:root { --dspex-written: ${stamp}; }\n`);
  return whole;
}
