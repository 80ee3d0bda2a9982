import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { posixPath } from '../../shared/posix-path';
import type { Place } from './first-tests';
import { type Found, textIn } from './found';

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage']);
const TEST = /\.(test|spec)\.[cm]?[jt]sx?$/;
const FOLDERS = ['test', 'tests', '__tests__', 'src/__tests__'];

/** Beside the tests that are there, named as they are; in `test` where there are none. */
export function placeOfTests({ folder, jestConfig }: Found): Place {
  const tests = testsBelow(folder, 5);
  const hasTests = tests.some((file) => /@dspex\/jest-preset/.test(readFileSync(file, 'utf8')));
  const [beside] = tests.map((file) => posixPath(relative(folder, dirname(file)))).sort((a, b) => a.length - b.length);
  const own = FOLDERS.find((name) => existsSync(join(folder, name)));
  return { folder: beside || own || (hasRoots(folder, jestConfig) ? 'src' : 'test'), word: wordOf(tests, folder, jestConfig), hasTests };
}

function testsBelow(folder: string, deep: number): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return deep === 0 || entry.name.startsWith('.') || SKIPPED.has(entry.name) ? [] : testsBelow(path, deep - 1);
    return TEST.test(entry.name) ? [path] : [];
  });
}

function wordOf(tests: readonly string[], folder: string, jestConfig: string | undefined): Place['word'] {
  const specs = tests.filter((file) => file.includes('.spec.')).length;
  if (tests.length > 0) return specs > tests.length / 2 ? 'spec' : 'test';
  const config = configText(folder, jestConfig);
  return /\bspec\b/.test(config) && !/\.test\b|\(test/.test(config) ? 'spec' : 'test';
}

/** Nest keeps sources and tests below `src`, which its config names as the root. */
function hasRoots(folder: string, jestConfig: string | undefined): boolean {
  return /["']?(?:rootDir|roots)["']?\s*:\s*\[?\s*["'](?:<rootDir>\/)?\.?\/?src["']/.test(configText(folder, jestConfig));
}

function configText(folder: string, jestConfig: string | undefined): string {
  return jestConfig === undefined ? '' : (textIn(folder, jestConfig) ?? '');
}
