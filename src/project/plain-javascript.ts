import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { Script } from 'node:vm';

/** What Jest says of a file and its project. */
export interface AskedTransform {
  readonly instrument?: boolean;
  readonly supportsStaticESM?: boolean;
  readonly config?: { readonly rootDir: string; readonly cwd?: string; readonly transform?: readonly unknown[] };
}

const EXTENSIONS = ['.js', '.cjs', '.mjs'];
/** All that Jest's plugin for Babel moves has it in its name: `jest.mock`, `unmock`, `enableAutomock` … */
const MAY_BE_HOISTED = /mock/i;
const SUFFIXES = ['.js', '.cjs', '.mjs', '.json', '.cts', '.ts', '.mts'];
/** In a folder that a file lies in, and in the project's. */
const OF_FOLDER = ['.babelrc', ...SUFFIXES.map((suffix) => `.babelrc${suffix}`)];
const OF_PROJECT = SUFFIXES.map((suffix) => `babel.config${suffix}`);
/** Told of the first word of an ES module: V8 reads no further. */
const IS_MODULE = /import statement outside a module|import\.meta' outside a module|Unexpected token 'export'/;

/**
 * True for JavaScript that Babel would give back as it is: nothing in it is hoisted, the project has not set Babel up, and Node can read it.
 * Then nobody waits until Babel is loaded, which is a tenth of a short run. What cannot be read is left to Babel, which shows where.
 *
 * `configured` keeps what was found out of folders: a project is set up before it is run.
 */
export function runsAsItIs(text: string, path: string, asked: AskedTransform, configured: Map<string, boolean>): boolean {
  if (asked.instrument || asked.config === undefined || !EXTENSIONS.includes(extname(path)) || MAY_BE_HOISTED.test(text)) return false;
  return isReadable(text, asked) && !isBabelSetUp(dirname(path), asked.config, configured);
}

function isReadable(text: string, { supportsStaticESM = false }: AskedTransform): boolean {
  try {
    // As Jest wraps it, so that `return` may stand outside of a function.
    new Script(`(function(){${text}\n})`);
    return true;
  } catch (error) {
    return supportsStaticESM && IS_MODULE.test((error as Error).message);
  }
}

function isBabelSetUp(folder: string, { rootDir, cwd = rootDir }: { rootDir: string; cwd?: string }, known: Map<string, boolean>): boolean {
  const ofProject = [rootDir, cwd].some((root) =>
    remembered(known, `project ${root}`, () => hasAny(root, OF_PROJECT) || isInManifest(root)),
  );
  return ofProject || isFolderSetUp(folder, known);
}

/** Up to the package that the folder belongs to. */
function isFolderSetUp(folder: string, known: Map<string, boolean>): boolean {
  return remembered(known, folder, () => {
    if (hasAny(folder, OF_FOLDER) || isInManifest(folder)) return true;
    return !existsSync(join(folder, 'package.json')) && dirname(folder) !== folder && isFolderSetUp(dirname(folder), known);
  });
}

function remembered(known: Map<string, boolean>, name: string, look: () => boolean): boolean {
  const found = known.get(name) ?? look();
  known.set(name, found);
  return found;
}

const hasAny = (folder: string, names: readonly string[]): boolean => names.some((name) => existsSync(join(folder, name)));

function isInManifest(folder: string): boolean {
  try {
    return /"babel"\s*:/.test(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return false;
  }
}
