import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PACKAGE_FOLDER } from '../shared/own-folders';

/** Stands in the built page where the report goes. */
const PLACE = '@@dspex-report@@';
/** As dense as it gets without being waited for. */
const LEVEL = 3;

/** The page that shows a report: the built page, with the report in it. */
export function pageOf(json: string): string {
  const [head, tail] = readFileSync(join(PACKAGE_FOLDER, 'dist', 'page', 'report.html'), 'utf8').split(PLACE);
  return `${head}${gzipSync(json, { level: LEVEL }).toString('base64')}${tail}`;
}
