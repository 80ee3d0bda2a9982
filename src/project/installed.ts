import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A package that a folder's code can require. */
export interface Installed {
  readonly folder: string;
  readonly version: string;
}

/** What of a package.json is read here. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly packageManager?: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly jest?: Readonly<Record<string, unknown>>;
}

/** The package of this name as code in `from` finds it, undefined where it finds none. From the project, so that it is the user's own. */
export function installed(name: string, from: string): Installed | undefined {
  const entry = resolved(`${name}/package.json`, from) ?? resolved(name, from);
  for (let folder = entry && dirname(entry); folder !== undefined && folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = manifestIn(folder);
    if (manifest?.name === name) return { folder, version: manifest.version ?? '' };
  }
  return undefined;
}

/** The manifest of a folder; undefined where there is none. */
export function manifestIn(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Manifest) : undefined;
}

/** A path that code in a folder requires by this name. A package may hide its package.json, and may not be there. */
export function resolved(request: string, from: string): string | undefined {
  try {
    return createRequire(join(from, 'from-here.js')).resolve(request);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') return undefined;
    throw error;
  }
}

/** The folder of the nearest package.json above, the folder itself where there is none: what Jest takes for its rootDir. */
export function packageFolder(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) if (existsSync(join(folder, 'package.json'))) return folder;
  return from;
}
