import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** What of Jest's configuration of a run says which files it runs. */
export interface RunConfig {
  readonly rootDir: string;
  readonly nonFlagArgs?: readonly string[];
  readonly runTestsByPath?: boolean;
  /** Jest 30; in Jest 29 it is one text. */
  readonly testPathPatterns?: { readonly patterns: readonly string[] };
  readonly testPathPattern?: string;
  readonly [option: string]: unknown;
}

/** The same of a project. */
export interface RunProject {
  readonly rootDir: string;
  readonly roots?: readonly string[];
  readonly testMatch?: readonly string[];
  readonly testRegex?: readonly (string | RegExp)[];
  readonly testPathIgnorePatterns?: readonly string[];
  readonly modulePathIgnorePatterns?: readonly string[];
  readonly setupFiles?: readonly string[];
  readonly setupFilesAfterEnv?: readonly string[];
  readonly moduleNameMapper?: object;
  readonly modulePaths?: readonly string[];
  readonly testEnvironment: string;
  readonly testEnvironmentOptions: { readonly dspex?: unknown };
}

export interface RunFile {
  readonly path: string;
  readonly text: string;
}

/** With any of these, which files run depends on more than their names, or not all of their tests do. */
const CHOOSING = ['onlyChanged', 'onlyFailures', 'lastCommit', 'changedSince', 'findRelatedTests', 'shard', 'testNamePattern', 'filter'];
/** A look takes a few milliseconds; a larger project starts its Python when a test asks. */
const MOST_ENTRIES = 400;
const OWN_MATCH = /^\*\*\/(?:__tests__\/\*\*\/\*|\?\(\*\.\)\+\(spec\|test\))\.(?:\?\(\[mc\]\))?\[jt\]s\?\(x\)$/;
const TEST_FILE = /(?:^|[\\/])__tests__[\\/].*\.[mc]?[jt]sx?$|(?:^|[\\/])(?:[^\\/]*\.)?(?:spec|test)\.[mc]?[jt]sx?$/;

/** Files that Jest will run, as far as that is certain: those that a short look through the project meets. */
export function* filesOfRun(config: RunConfig, project: RunProject): Generator<RunFile> {
  if (CHOOSING.some((option) => config[option])) return;
  if (config.runTestsByPath) yield* read((config.nonFlagArgs ?? []).map((path) => resolve(path)));
  else yield* read(testPaths(config, project));
}

function* read(paths: Iterable<string>): Generator<RunFile> {
  for (const path of paths) {
    const text = textOf(path);
    if (text !== undefined) yield { path, text };
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function* testPaths(config: RunConfig, project: RunProject): Generator<string> {
  const isTest = testOf(project);
  if (isTest === undefined) return;
  const isAsked = askedOf(config);
  for (const path of pathsBelow(project)) if (isTest(path) && isAsked(path)) yield path;
}

/** Undefined where a project has globs of its own: only Jest knows what they match. */
function testOf({ testRegex = [], testMatch = [] }: RunProject): ((path: string) => boolean) | undefined {
  if (testRegex.length > 0) return (path) => testRegex.some((regex) => new RegExp(regex).test(path));
  return testMatch.length > 0 && testMatch.every((glob) => OWN_MATCH.test(glob)) ? (path) => TEST_FILE.test(path) : undefined;
}

function askedOf({ rootDir, testPathPatterns, testPathPattern }: RunConfig): (path: string) => boolean {
  const patterns = testPathPatterns?.patterns ?? (testPathPattern ? [testPathPattern] : []);
  const asked = patterns.map((pattern) => new RegExp(pattern.replace(/^\.\//, '^'), 'i'));
  return (path) => asked.length === 0 || asked.some((regex) => regex.test(relative(rootDir, path)) || regex.test(path));
}

/** Folder by folder, the nearest first. */
function* pathsBelow(project: RunProject): Generator<string> {
  const isIgnored = ignoredBy(project);
  const folders = [...(project.roots ?? [project.rootDir])];
  let left = MOST_ENTRIES;
  for (let folder = folders.shift(); folder !== undefined && left > 0; folder = folders.shift()) {
    const entries = entriesOf(folder).slice(0, left);
    left -= entries.length;
    const kept = entries.filter((entry) => !isIgnored(join(entry.parentPath, entry.name)));
    yield* kept.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    folders.push(...kept.filter(isEntered).map((entry) => join(entry.parentPath, entry.name)));
  }
}

function ignoredBy({ testPathIgnorePatterns = [], modulePathIgnorePatterns = [] }: RunProject): (path: string) => boolean {
  const patterns = [...testPathIgnorePatterns, ...modulePathIgnorePatterns].map((pattern) => new RegExp(pattern));
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function isEntered(entry: Dirent): boolean {
  return entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.');
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
