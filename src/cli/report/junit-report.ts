import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { junitOf } from '../../report/formats/junit';
import { readReport } from '../../report/read-report';
import { makeFolder } from '../../shared/make-folder';
import { sayJson } from '../terminal/say';

export interface JunitOptions {
  readonly out?: string;
  readonly json?: boolean;
}

/** `--json`: where it was written, or the text itself, and the counts in it. */
export function writeJunit(path: string, { out, json = false }: JunitOptions): void {
  const report = readReport(path);
  const xml = junitOf(report);
  if (out !== undefined) {
    makeFolder(dirname(resolve(out)));
    writeFileSync(out, xml);
  }
  const { passed, failed, skipped } = report.totals.tests;
  const tests = { passed, failed, skipped, broken: report.brokenFiles.length };
  if (json) sayJson({ ...(out === undefined ? { xml } : { junit: resolve(out) }), tests });
  else if (out === undefined) process.stdout.write(xml);
}
