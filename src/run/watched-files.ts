import { join, resolve, sep } from 'node:path';

/** What of a project's configuration says for which files a watch session runs again. */
export interface WatchedProject {
  readonly rootDir: string;
  readonly roots?: readonly string[];
  readonly moduleFileExtensions?: readonly string[];
  readonly modulePathIgnorePatterns?: readonly string[];
  readonly watchPathIgnorePatterns?: readonly string[];
  readonly displayName?: { readonly name: string } | undefined;
}

/** In Jest's main process; what a module holds is gone at a re-run, which may run the files of one project alone. */
const SEEN_KEY = Symbol.for('dspex.watched-projects');

type SeenGlobal = { [SEEN_KEY]?: Map<string, WatchedProject> | undefined };

/** Remembers a project of a watch session. */
export function noteWatched(project: WatchedProject): void {
  const seen = globalThis as SeenGlobal;
  seen[SEEN_KEY] ??= new Map();
  seen[SEEN_KEY].set(`${project.rootDir}\n${project.displayName?.name}`, project);
}

/** What keeps a session from running again for each JSON file that a run writes to `folder`; null where no project looks there. */
export function howToUnwatch(folder: string): string | null {
  const projects = [...((globalThis as SeenGlobal)[SEEN_KEY]?.values() ?? [])];
  const watching = projects.find((project) => isWatched(join(resolve(folder), 'a.json'), project));
  if (watching === undefined) return null;
  const { rootDir, displayName } = watching;
  const pattern = JSON.stringify(`${resolve(folder).replace(rootDir + sep, `<rootDir>${sep}`)}${sep}`);
  return `watchPathIgnorePatterns: [${pattern}] into ${displayName === undefined ? 'the config of Jest' : `the config of "${displayName.name}"`}`;
}

/** As Jest's file map decides it. */
function isWatched(path: string, project: WatchedProject): boolean {
  const {
    roots = [project.rootDir],
    moduleFileExtensions = ['json'],
    modulePathIgnorePatterns = [],
    watchPathIgnorePatterns = [],
  } = project;
  const isIgnored = [...modulePathIgnorePatterns, ...watchPathIgnorePatterns].some((pattern) => new RegExp(pattern).test(path));
  return moduleFileExtensions.includes('json') && !isIgnored && roots.some((root) => path.startsWith(root + sep));
}
