import { posix } from 'node:path';
import { importsIn } from './imports';
import type { Table } from './tables';

/** Path from the repository → text. */
export type Sources = Readonly<Record<string, string>>;

/** Types that describe what Jest hands us, and what official clients read; gone after compilation, the packages are the user's. */
const TYPES_OF_OTHERS = /^(@jest\/(types|environment)|jest-environment-node|openai|@anthropic-ai\/sdk)$/;

/** Imports against the table of folders, folders without a row, and rows that say nothing true any more. */
export function folderViolations(sources: Sources, mayImport: Table): string[] {
  const folders = new Set(Object.keys(sources).map(folderOf));
  return [
    ...[...folders].filter((folder) => !mayImport.has(folder)).map((folder) => `${folder} has no row`),
    ...[...mayImport.keys()]
      .filter((folder) => !folders.has(folder))
      .map((folder) => `the row of ${folder} is stale: the folder has no source`),
    ...[...mayImport].flatMap(([folder, names]) =>
      names
        .filter((name) => ![...folders].some((other) => shortName(other) === name))
        .map((name) => `the row of ${folder} is stale: there is no folder ${name}`),
    ),
    ...Object.entries(sources).flatMap(([path, text]) => wrongImports(path, text, mayImport)),
  ];
}

function wrongImports(path: string, text: string, mayImport: Table): string[] {
  const folder = folderOf(path);
  const allowed = mayImport.get(folder) ?? [];
  return importsIn(path, text)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
    .filter((target) => folderOf(target) !== folder && !allowed.includes(shortName(folderOf(target))))
    .map((target) => `${path} imports ${target}`);
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

function folderOf(path: string): string {
  return path
    .split('/')
    .slice(0, path.startsWith('src/') ? 2 : 1)
    .join('/');
}

function shortName(folder: string): string {
  return folder.replace(/^src\//, '');
}
