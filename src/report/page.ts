import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PACKAGE_FOLDER } from '../shared/own-folders';

/** As dense as it gets without being waited for. */
const LEVEL = 3;
/** What the page of a watch session may load: a stylesheet that lies beside it. */
const BESIDE = " 'self' file:";

/** The page that shows a report: the built page, with the report in it. `stamp`: by what it knows that a newer one was written; '': it does not look. */
export function pageOf(json: string, stamp: string): string {
  const parts: Readonly<Record<string, string>> = {
    report: gzipSync(json, { level: LEVEL }).toString('base64'),
    written: stamp,
    beside: stamp === '' ? '' : BESIDE,
  };
  const built = readFileSync(join(PACKAGE_FOLDER, 'dist', 'page', 'report.html'), 'utf8');
  return built.replace(/@@dspex-(\w+)@@/g, (_, name: string) => parts[name] as string);
}
