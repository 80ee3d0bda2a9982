import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Failure } from '../shared/boundaries/failure';

/** This file runs from `src/worker` and from `dist/src/worker`. */
const PACKAGE = [join(__dirname, '../../package.json'), join(__dirname, '../../../package.json')].find((path) =>
  existsSync(path),
) as string;

/** What a failure may depend on besides the test. */
export function versionsFor(rootDir: string): Failure['versions'] {
  return {
    package: versionIn(PACKAGE),
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
