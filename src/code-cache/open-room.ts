import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { CodeCache } from './code-cache';

/** The modules of a room: each is run when it is first asked for. */
type Room = Record<string, () => unknown>;
type Run = (exports: Room, ...rest: [NodeJS.Require, Module, filename: string, dirname: string, typeof openRoom, ImportModule]) => void;
type ImportModule = (specifier: string) => Promise<unknown>;

/** What Node gives a module of CommonJS, what opens other rooms, and what imports ES modules. Written in two parts: the bundler replaces the name of the folder. */
const GIVEN = ['exports', 'require', 'module', '__filename', `__${'dirname'}`, 'openRoom', 'importModule'];
const DIST = resolve(__dirname, '../..');
const cache = new CodeCache(process.env, DIST);
/** In code that V8 had compiled before, Node 20 knows of no `import()`. */
/* v8 ignore next -- there is no import() in a Jest sandbox, and no bundle under coverage: processes of code-cache.test.ts import by it */
const importModule: ImportModule = (specifier) => import(specifier);

/** The modules of a room by the name of its bundle below `dist`, once in a process. Node lists it among what it has loaded. */
export function openRoom(bundle: string): Room {
  const path = join(DIST, bundle);
  const known = require.cache[path];
  if (known !== undefined) return known.exports as Room;
  const module = new Module(path);
  module.filename = path;
  require.cache[path] = module;
  // Wrapped on the first line, as by Node: places in stacks are those of the file.
  const text = `(function (${GIVEN}) {${readFileSync(path, 'utf8')}\n})`;
  const run = cache.compile(bundle, text, path) as Run;
  run(module.exports as Room, require, module, path, dirname(path), openRoom, importModule);
  module.loaded = true;
  return module.exports as Room;
}
