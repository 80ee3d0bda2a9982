import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../stamp.mjs';
import { COMPILED, compiledFiles, compiledFor, namesOf, relativeTo } from './compiled.mjs';
import { fileOfLibrary, INLINED, leftOut, writeNotices } from './libraries.mjs';
import { fileOfRoom, isAlone, OPENER, otherRooms, roomOf } from './rooms.mjs';

const PROGRAM = 'src/cli/main.js';

/** Modules that something opens by their path, besides the exports of the package. */
const NAMED_BY_PATH = [
  PROGRAM,
  OPENER,
  'src/project/installed.js',
  'src/project/late-transformer.js',
  'src/project/transform-of.js',
  'src/project/typescript-transformer.js',
  'src/resources/ownership/watchdog-program.js',
  'src/started/preload.js',
];

const OPTIONS = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', legalComments: 'none', logLevel: 'warning' };

/**
 * Makes `dist` of what is compiled: a file for each room, so that Node opens dozens of files instead of hundreds, and of these the ones that
 * a run needs. What an export or a path leads to is a file of one line that opens its room.
 *
 * A sandbox loads all over again for each test file, and the processes of a test load nothing else of the package: one file for each.
 */
export async function bundle() {
  await Promise.all(byRoom(compiledFiles()).map(([room, files]) => writeRoom(room, files)));
  await Promise.all(INLINED.map(writeLibrary));
  for (const entry of [...exported(), ...NAMED_BY_PATH]) writeEntry(entry);
  writeNotices();
}

/** Of a room that stands alone, only what is opened from outside. */
async function writeRoom(room, files) {
  const opened = isAlone(room) ? [...exported(), ...NAMED_BY_PATH].filter((file) => roomOf(file) === room) : files;
  const isOutside = (request) => room === 'src/sandbox' && !request.startsWith('.');
  await write(fileOfRoom(room), Object.fromEntries(opened.map((file) => [file, `./${file}`])), [
    otherRooms(room),
    compiledFor(fileOfRoom(room), isAlone(room) ? { isOutside } : { importer: 'importModule' }),
  ]);
}

async function writeLibrary(name) {
  // As an ES module, where a library is one, too: less of it is run.
  const path = name === 'zod' ? join(ROOT, 'node_modules/zod/index.js') : name;
  // Nobody looks for a fault in them: the least is written that does the same, and read at each start.
  await write(fileOfLibrary(name), { [name]: path }, [leftOut], { minify: true });
}

/** A file that gives each of some modules by its name. */
async function write(file, modules, plugins, options = {}) {
  const contents = Object.entries(modules).map(
    ([name, path]) => `exports[${JSON.stringify(name)}] = () => require(${JSON.stringify(path)});`,
  );
  await build({
    ...OPTIONS,
    ...options,
    stdin: { contents: contents.join('\n'), resolveDir: join(ROOT, COMPILED), sourcefile: 'modules.js' },
    outfile: join(ROOT, 'dist', file),
    plugins,
  });
}

function exported() {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.values(exports).flatMap((target) =>
    target.default?.startsWith('./dist/') ? [target.default.slice('./dist/'.length)] : [],
  );
}

/** Names are written out for those who import it from an ES module: Node reads them without running it. */
function writeEntry(entry) {
  const path = join(ROOT, 'dist', entry);
  mkdirSync(dirname(path), { recursive: true });
  const names = namesOf(entry);
  const lines = [
    ...(entry === PROGRAM ? ['#!/usr/bin/env node'] : []),
    "'use strict';",
    `module.exports = ${opened(entry)}[${JSON.stringify(entry)}]();`,
    ...(names.length > 0 ? [`0 && (module.exports = { ${names.join(', ')} });`] : []),
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  if (entry === PROGRAM) chmodSync(path, 0o755);
}

function opened(entry) {
  const required = (file) => `require(${JSON.stringify(relativeTo(dirname(entry), file))})`;
  const room = roomOf(entry);
  return isAlone(room) ? required(fileOfRoom(room)) : `${required(OPENER)}.openRoom(${JSON.stringify(fileOfRoom(room))})`;
}

/** Each room, with its files. */
function byRoom(files) {
  const rooms = new Map(files.map((file) => [roomOf(file), []]));
  for (const file of files) rooms.get(roomOf(file)).push(file);
  return [...rooms];
}
