import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../stamp.mjs';

/** Small libraries that Jest's processes load: their files are found and read once, when the package is built. */
export const INLINED = ['deepmerge', 'env-paths', 'fastest-levenshtein', 'safe-stable-stringify', 'zod'];

const FOLDER = 'src/libraries';
const NOTICES = 'dist/third-party-notices.txt';

export function isInlined(request) {
  return INLINED.includes(request);
}

/** A project that installs the package has it, too. */
export function isDependency(request) {
  return request in JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).dependencies;
}

export function fileOfLibrary(request) {
  return `${FOLDER}/${request.replace('/', '-')}.js`;
}

/** A part of esbuild that leaves out what is not used of a library. */
export const leftOut = {
  name: 'left out of libraries',
  setup({ onLoad }) {
    // Of the languages of zod's messages one is used, which zod loads by itself.
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** The licences of what is inlined ask for their words to stand beside it. */
export function writeNotices() {
  const notices = INLINED.map((request) => {
    const folder = join(ROOT, 'node_modules', request.split('/')[0]);
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const licence = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
    return `${name} ${version}\n\n${readFileSync(join(folder, licence), 'utf8').trim()}\n`;
  });
  writeFileSync(join(ROOT, NOTICES), notices.join(`\n${'-'.repeat(80)}\n\n`));
}
