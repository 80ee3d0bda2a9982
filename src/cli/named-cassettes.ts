import { existsSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { testFilesOf } from '../lm/cassettes/cassette-path';
import { posixPath } from '../shared/posix-path';
import type { ListedCassette } from './cassette-state';

/** What a word on the command line names: a key or its beginning, a file or a folder of cassettes, or a test file, wherever paths begin. */
export function namedCassettes(found: readonly ListedCassette[], name: string, cwd: string): ListedCassette[] {
  return name === '' ? [] : found.filter((listed) => isCalled(listed, name) || isAt(listed, name, cwd));
}

function isCalled({ path, cassette }: ListedCassette, name: string): boolean {
  if (cassette !== null && `${cassette.key}-${cassette.occurrence}`.startsWith(name)) return true;
  // Any steps of its path: the folder of a test, the file's name.
  return `/${posixPath(path)}/`.includes(`/${posixPath(name).replace(/^(?:\.\/)+|\/+$/g, '')}/`);
}

function isAt({ project, path }: ListedCassette, name: string, cwd: string): boolean {
  const places = new Set([cwd, project.root, project.base, project.rootDir].map((from) => real(resolve(from, name))));
  const file = real(join(project.root, path));
  const tests = testFilesOf(path).map((test) => real(join(project.base, test)));
  return [...places].some((place) => file === place || file.startsWith(place + sep) || tests.includes(place));
}

/** As the system has it: a way there may lead through links. */
function real(path: string): string {
  return existsSync(path) ? realpathSync(path) : path;
}
