import type { RunProject } from './run-files';

/** What reaches this package's Python by name: the package, and what it is called in tests. */
const NAMES_IT = /dspex|isolatedTest|buildProgram/i;
/** Own code that a file imports may ask in its place. */
const IMPORTS_OWN = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"`](?:[./~#]|@\/)/;
const OWN_PACKAGE = /[\\/]@dspex[\\/]jest-preset[\\/]/;

/**
 * False for a file that has no way to ask for Python: it names nothing of this package and imports packages alone, and neither set-up files
 * nor mapped names bring code of the project along.
 */
export function mayAskForPython(text: string, project: RunProject): boolean {
  return NAMES_IT.test(text) || IMPORTS_OWN.test(text) || bringsCodeAlong(project);
}

function bringsCodeAlong({ setupFiles = [], setupFilesAfterEnv = [], moduleNameMapper = [], modulePaths = [] }: RunProject): boolean {
  const others = [...setupFiles, ...setupFilesAfterEnv].filter((path) => !OWN_PACKAGE.test(path));
  return others.length + Object.keys(moduleNameMapper).length + modulePaths.length > 0;
}
