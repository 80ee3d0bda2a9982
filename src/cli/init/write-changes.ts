import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../shared/make-folder';
import { orSystemError } from '../../shared/system-error';
import type { Change } from './change';

export function writeChanges(folder: string, changes: readonly Change[]): void {
  for (const { path, after } of changes) {
    const file = join(folder, path);
    orSystemError(
      'Writing what init has shown',
      () => {
        makeFolder(dirname(file));
        writeFileSync(file, after);
      },
      file,
    );
  }
}
