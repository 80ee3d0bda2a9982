import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from '../stamp.mjs';
import { COMPILED, relativeTo } from './compiled.mjs';
import { fileOfLibrary, isDependency, isInlined } from './libraries.mjs';

/**
 * What a file of them needs is in their own: a sandbox loads all over again for each test file, a process of a test nothing else, and what
 * finishes a run that was killed opens no file then.
 */
const ALONE = {
  'src/sandbox/': 'src/sandbox',
  'factories/': 'src/sandbox',
  'src/started/': 'src/started',
  'src/resources/ownership/watchdog-program.js': 'src/resources/watchdog',
  // It opens the others.
  'src/code-cache/': 'src/code-cache',
};

/** What opens the files of rooms. */
export const OPENER = 'src/code-cache/open-room.js';

/** Libraries that a project has installed come from there, as its own code finds them: a schema of zod's is then one of the zod that reads it. */
const FAR_FROM_JEST = ['src/sandbox', 'src/started'];

/** The room that a compiled file is in: at most two folders below `src`. */
export function roomOf(file) {
  const alone = Object.keys(ALONE).find((begin) => file.startsWith(begin));
  return alone === undefined ? dirname(file).split('/').slice(0, 3).join('/') : ALONE[alone];
}

export function isAlone(room) {
  return Object.values(ALONE).includes(room);
}

/** The file of all modules of a room. */
export function fileOfRoom(room) {
  return `${room}/modules.js`;
}

/** A part of esbuild that leads from a room to what is in others, and to libraries. */
export function otherRooms(room) {
  return {
    name: 'other rooms',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./, namespace: 'file' }, ({ path, resolveDir }) => {
        const file = compiledAt(join(resolveDir, path));
        return isAlone(room) || roomOf(file) === room ? undefined : elsewhere(fileOfRoom(roomOf(file)), file);
      });
      onResolve({ filter: /^[^.]/, namespace: 'file' }, ({ path, kind }) =>
        isInlined(path) && kind === 'require-call' && !(FAR_FROM_JEST.includes(room) && isDependency(path))
          ? elsewhere(fileOfLibrary(path), path)
          : { path, external: true },
      );
      onResolve({ filter: /./, namespace: ELSEWHERE }, ({ path }) => ({ path, external: true }));
      onLoad({ filter: /./, namespace: ELSEWHERE }, ({ path }) => {
        const [file, name] = path.split(' ');
        const opened = isAlone(room) ? `require(${JSON.stringify(relativeTo(room, file))})` : `openRoom(${JSON.stringify(file)})`;
        return { contents: `module.exports = ${opened}[${JSON.stringify(name)}]();` };
      });
    },
  };
}

const ELSEWHERE = 'elsewhere';

function elsewhere(file, name) {
  return { path: `${file} ${name}`, namespace: ELSEWHERE };
}

/** The compiled file that a path without its ending means. */
function compiledAt(path) {
  const file = relative(join(ROOT, COMPILED), path).replaceAll('\\', '/');
  return [file, `${file}.js`, `${file}/index.js`].find((name) => name.endsWith('.js') && existsSync(join(ROOT, COMPILED, name)));
}
