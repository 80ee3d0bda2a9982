import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Manifest } from '../../project/installed';

/** `jest --config ./test/jest-e2e.json`, as the script `test:e2e` of Nest's has it. An object in quotes is no file. */
const NAMED = /\bjest\b[^&|;]*?\s(?:--config|-c)(?:=|\s+)["']?([^\s"'{]+)/g;

/** The configs of Jest that scripts name, relative to the folder; that of `test` first. */
export function configsInScripts(folder: string, { scripts = {} }: Manifest = {}): string[] {
  const { test = '', ...others } = scripts;
  const named = [test, ...Object.values(others)].flatMap((script) => [...script.matchAll(NAMED)].map(([, path = '']) => path));
  return [...new Set(named.map((path) => posix.normalize(path)))].filter((path) => existsSync(join(folder, path)));
}
