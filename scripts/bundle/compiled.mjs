import { cpSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { filesIn, ROOT } from '../stamp.mjs';

/** The folder of what the compiler makes of the sources, file by file. */
export const COMPILED = 'build';

const IMPORT = /^const (\w+_\d+) = require\("([^"]+)"\);$/;
/** It reads what a run is told as it begins. */
const AT_ONCE = /\/debug$/;
const ASKS_WHERE = /\b__dirname\b|require\.resolve\('\.\//;
/** Not those in texts, as of a config's types. */
const DYNAMIC_IMPORT = /(?<=\bawait |=> )import\(/g;
const OWN_FILE = /require\.resolve\('\.\/([\w-]+)'\)/g;

/** The compiler's files, by their names in its folder. */
export function compiledFiles() {
  return filesIn(COMPILED)
    .filter((file) => file.endsWith('.js'))
    .map((file) => file.slice(COMPILED.length + 1));
}

/** The compiler's files as they are: where what ran is counted file by file. */
export function copyCompiled() {
  for (const file of compiledFiles()) cpSync(join(ROOT, COMPILED, file), join(ROOT, 'dist', file));
}

export function readCompiled(file) {
  return readFileSync(join(ROOT, COMPILED, file), 'utf8');
}

/** The names that a file exports: the compiler begins with them. */
export function namesOf(file) {
  const names = [...readCompiled(file).matchAll(/^(?:exports\.(\w+) = |Object\.defineProperty\(exports, "(\w+)")/gm)];
  return [...new Set(names.map(([, set, got]) => set ?? got))].filter((name) => !['__esModule', 'default'].includes(name));
}

/**
 * A part of esbuild that reads the compiler's files as they go into a bundle. `isOutside`: requests that stay at the top. `importer`: the
 * function that imports ES modules there, where the bundle is not loaded by Node itself.
 */
export function compiledFor(bundle, { isOutside = () => false, importer = 'import' } = {}) {
  return {
    name: 'compiled',
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`[\\\\/]${COMPILED}[\\\\/].+\\.js$`) }, ({ path }) => {
        const file = relative(join(ROOT, COMPILED), path).replaceAll('\\', '/');
        const code = whenUsed(readCompiled(file), isOutside).replace(DYNAMIC_IMPORT, `${importer}(`);
        return { contents: placed(code, dirname(file), dirname(bundle)) };
      });
    },
  };
}

/** A module runs when something of it is first used: most runs use few. The compiler writes an import as a name, and each use as `name.`. */
export function whenUsed(code, isOutside = () => false) {
  const names = new Set();
  const lines = code.split('\n').map((line) => {
    const [, name, request] = IMPORT.exec(line) ?? [];
    if (name === undefined || AT_ONCE.test(request) || isOutside(request)) return line;
    names.add(name);
    return `let ${name}_known; const ${name}_ = () => ${name}_known ??= require("${request}");`;
  });
  return lines.join('\n').replace(/\b(\w+_\d+)\./g, (use, name) => (names.has(name) ? `(${name}_()).` : use));
}

/** Code that asks where it lies is told where it lay. */
function placed(code, folder, at) {
  if (!ASKS_WHERE.test(code)) return code;
  const here = `const here = require('node:path').join(__dirname, '${relativeTo(at, folder)}');`;
  const asked = code.replaceAll('__dirname', 'here').replace(OWN_FILE, (_, name) => `require('node:path').join(here, '${name}.js')`);
  return `${here}\n${asked}`;
}

/** A path as code in a folder requires it. */
export function relativeTo(folder, path) {
  const found = posix.relative(folder, path);
  return found.startsWith('.') ? found : `./${found}`;
}
