import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { junitOf } from '../../report/formats/junit';
import { readReport } from '../../report/read-report';

export function writeJunit(path: string, out: string | undefined): void {
  const xml = junitOf(readReport(path));
  if (out === undefined) {
    process.stdout.write(xml);
    return;
  }
  mkdirSync(dirname(resolve(out)), { recursive: true });
  writeFileSync(out, xml);
}
