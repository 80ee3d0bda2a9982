import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ToDo } from './change';
import { CONFIGS } from './found';

const NAMED = 3;

const PATTERN = /[*?{[(!]/;
const CONFIG_FILE = /\.[cm]?(js|ts|json)$/;

/** Projects of Jest's `projects` that are named by a path or by a pattern, and lie in packages: each is set up in its own folder. */
export function inTheirFolders(rootDir: string, project: string): ToDo[] {
  const named = withoutRoot(project);
  const folders = foldersOf(rootDir, named).filter((folder) => !isPlain(rootDir, folder, named));
  const next = `cd ${folders[0]} && npx dspex-jest init`;
  if (folders.length === 0) return configsOfPlainFolders(rootDir, project).length > 0 ? [] : [inEach(project)];
  if (folders.length === 1) return [{ what: `The project ${folders[0]} has a config of its own.`, next }];
  const all = folders.slice(0, NAMED).join(', ') + (folders.length > NAMED ? ` and ${folders.length - NAMED} more` : '');
  return [{ what: `The projects ${all} have configs of their own.`, next: `${next}   # and so in each` }];
}

/** The configs of those in folders without a package.json, as in a monorepo of Nest's: what is typed there is done here. */
export function configsOfPlainFolders(rootDir: string, project: string): string[] {
  const named = withoutRoot(project);
  return foldersOf(rootDir, named).flatMap((folder) => plainConfig(rootDir, folder, named) ?? []);
}

function inEach(project: string): ToDo {
  return { what: `The projects ${project} have configs of their own.`, next: 'npx dspex-jest init   # in each' };
}

function isPlain(rootDir: string, folder: string, named: string): boolean {
  return plainConfig(rootDir, folder, named) !== undefined;
}

function plainConfig(rootDir: string, folder: string, named: string): string | undefined {
  if (existsSync(join(rootDir, folder, 'package.json'))) return undefined;
  const paths = CONFIG_FILE.test(named) ? [named] : CONFIGS.map((name) => posix.join(folder, name));
  return paths.find((path) => existsSync(join(rootDir, path)));
}

function withoutRoot(project: string): string {
  return project.replace(/^<rootDir>\/|^\.\//, '');
}

/** Of a pattern, where it is one for all folders of a folder; of any other, none. */
function foldersOf(rootDir: string, named: string): string[] {
  const above = /^([^*?{[(!]*)\/\*\/?$/.exec(named)?.[1];
  if (above !== undefined) return projectsIn(rootDir, above);
  if (PATTERN.test(named)) return [];
  return [CONFIG_FILE.test(named) ? posix.dirname(named) : named.replace(/\/$/, '')];
}

function projectsIn(rootDir: string, above: string): string[] {
  const path = join(rootDir, above);
  if (!existsSync(path)) return [];
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => posix.join(above, name))
    .filter((folder) => ['package.json', ...CONFIGS].some((name) => existsSync(join(rootDir, folder, name))));
}
