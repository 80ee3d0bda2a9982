import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ToDo } from './change';

const NAMED = 3;

/** A project of Jest's `projects` that is named by its path or by a pattern: it is set up in its own folder, one by one. */
export function inItsFolder(rootDir: string, project: string): ToDo {
  const folders = foldersOf(rootDir, project.replace(/^<rootDir>\/|^\.\//, ''));
  if (folders.length === 0) return { what: `The projects ${project} have configs of their own.`, next: 'npx dspex-jest init   # in each' };
  const next = `cd ${folders[0]} && npx dspex-jest init`;
  if (folders.length === 1) return { what: `The project ${folders[0]} has a config of its own.`, next };
  const all = folders.slice(0, NAMED).join(', ') + (folders.length > NAMED ? ` and ${folders.length - NAMED} more` : '');
  return { what: `The projects ${all} have configs of their own.`, next: `${next}   # and so in each` };
}

/** Of a pattern, where it is one for all folders of a folder; of any other, none. */
function foldersOf(rootDir: string, project: string): string[] {
  const above = /^([^*?{[(!]*)\/\*\/?$/.exec(project)?.[1];
  if (above !== undefined) return packagesIn(rootDir, above);
  if (/[*?{[(!]/.test(project)) return [];
  return [/\.[cm]?(js|ts|json)$/.test(project) ? posix.dirname(project) : project.replace(/\/$/, '')];
}

function packagesIn(rootDir: string, above: string): string[] {
  const path = join(rootDir, above);
  if (!existsSync(path)) return [];
  const folders = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => posix.join(above, name)).filter((folder) => existsSync(join(rootDir, folder, 'package.json')));
}
