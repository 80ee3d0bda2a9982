import { posix } from 'node:path';
import type { Graph } from './circles';
import { importsIn } from './imports';
import type { Table } from './tables';

/** Path from the repository → text. */
export type Sources = Readonly<Record<string, string>>;

/** Types that describe what Jest hands us, and what official clients read; gone after compilation, the packages are the user's. */
const TYPES_OF_OTHERS = /^(@jest\/(types|environment)|jest-environment-node|openai|@anthropic-ai\/sdk)$/;

type FolderOf = (path: string) => string;

/** Imports against the table of rooms, rooms without a row, and rows that say nothing true any more. With `areaOf`, the same of areas. */
export function roomViolations(sources: Sources, mayImport: Table, folderOf: FolderOf = roomOf): string[] {
  const rooms = new Set(Object.keys(sources).map(folderOf));
  return [
    ...[...rooms].filter((room) => !mayImport.has(room)).map((room) => `${room} has no row`),
    ...[...mayImport.keys()].filter((room) => !rooms.has(room)).map((room) => `the row of ${room} is stale: the room has no source`),
    ...Object.keys(sources).flatMap((path) => wrongImports(path, sources, mayImport, folderOf)),
    ...staleNames(sources, mayImport, folderOf),
  ];
}

function wrongImports(path: string, sources: Sources, mayImport: Table, folderOf: FolderOf): string[] {
  const allowed = mayImport.get(folderOf(path)) ?? [];
  return targetsOf(path, sources)
    .filter((target) => folderOf(target) !== folderOf(path) && !allowed.some((name) => isNamed(folderOf(target), name)))
    .map((target) => `${path} imports ${target}`);
}

/** Names in a row that no import of the room needs. */
function staleNames(sources: Sources, mayImport: Table, folderOf: FolderOf): string[] {
  const used = new Map<string, string[]>();
  for (const path of Object.keys(sources))
    used.set(folderOf(path), [...(used.get(folderOf(path)) ?? []), ...targetsOf(path, sources).map(folderOf)]);
  return [...mayImport].flatMap(([room, names]) =>
    names
      .filter((name) => used.has(room) && !used.get(room)?.some((target) => target !== room && isNamed(target, name)))
      .map((name) => `the row of ${room} is stale: nothing in it imports ${name}`),
  );
}

/** Which file imports which, types included; paths without their ending. */
export function importGraph(sources: Sources): Graph {
  return new Map(Object.keys(sources).map((path) => [path.replace(/\.tsx?$/, ''), targetsOf(path, sources)]));
}

function targetsOf(path: string, sources: Sources): string[] {
  return importsIn(path, sources[path] ?? '')
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
    .map((target) => (`${target}/index.ts` in sources ? `${target}/index` : target));
}

/** A row names a room (`lm/call`), or a folder with all of its rooms (`lm`). */
function isNamed(room: string, name: string): boolean {
  const short = room.replace(/^src\//, '');
  return short === name || short.startsWith(`${name}/`);
}

/** Packages imported outside their homes, packages without a row, and homes that import them no more. */
export function packageViolations(sources: Sources, homes: Table, dependencies: readonly string[]): string[] {
  const uses = Object.entries(sources).flatMap(([path, text]) => packagesIn(path, text).map((name) => ({ path, name })));
  return [
    ...uses
      .filter(({ path, name }) => !(homes.get(name) ?? []).some((home) => isIn(path, home)))
      .map(({ path, name }) => `${path} imports ${name}`),
    ...[...new Set(uses.map(({ name }) => name))]
      .filter((name) => !dependencies.includes(name))
      .map((name) => `${name} is not a dependency in package.json`),
    ...[...homes].flatMap(([name, places]) =>
      places
        .filter((home) => !uses.some((use) => use.name === name && isIn(use.path, home)))
        .map((home) => `the row of ${name} is stale: ${home} does not import it`),
    ),
  ];
}

function packagesIn(path: string, text: string): string[] {
  const names = importsIn(path, text)
    .filter(({ specifier }) => !/^(\.|node:)/.test(specifier))
    .map(({ specifier, isTypeOnly }) => ({ name: packageOf(specifier), isTypeOnly }))
    .filter(({ name, isTypeOnly }) => !(isTypeOnly && TYPES_OF_OTHERS.test(name)));
  return [...new Set(names.map(({ name }) => name))];
}

/** A home is a file, or a folder for what is part of its every file. */
function isIn(path: string, home: string): boolean {
  return path === home || path.startsWith(`${home}/`);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A folder of `src`, with all of its rooms. */
export function areaOf(path: string): string {
  return roomOf(path).split('/').slice(0, 2).join('/');
}

/** A folder of `src`, or a folder within one: what lies deeper belongs to that. */
export function roomOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  return folders.slice(0, folders[0] === 'src' ? 3 : 1).join('/');
}
