import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Failure } from '../../shared/boundaries/failure';
import { PACKAGE_FOLDER } from '../../shared/own-folders';

/** What a failure may depend on besides the test. */
export function versionsFor(rootDir: string): Failure['versions'] {
  return {
    package: versionIn(join(PACKAGE_FOLDER, 'package.json')),
    node: process.version,
    jest: jestVersion(rootDir),
    platform: `${process.platform} ${process.arch}`,
  };
}

function jestVersion(rootDir: string): string | null {
  try {
    return versionIn(createRequire(join(rootDir, 'package.json')).resolve('jest/package.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function versionIn(path: string): string {
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version;
}
