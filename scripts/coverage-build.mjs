import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAPPED_BUILD } from './coverage-places.mjs';
import { filesIn, ROOT } from './stamp.mjs';
import { fail, step } from './step.mjs';

const NOTE_OF_MAP = /\n\/\/# sourceMappingURL=\S+\s*$/;
const OPTIONS = ['--sourceMap', '--declaration', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null', '--outDir', MAPPED_BUILD];

/** Compiles once more, with the way back to the sources: positions in it are those of `dist`. */
export async function buildWithMaps() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await step('Building with source maps', process.execPath, [tsc, '-p', 'tsconfig.build.json', ...OPTIONS], { cwd: ROOT });
  const other = filesIn('dist').filter(
    (file) => file.endsWith('.js') && readFileSync(join(ROOT, file), 'utf8') !== built(file.slice('dist/'.length)).code,
  );
  if (other.length > 0) fail('dist is not what the sources make.', other.join(', '), 'rm -r dist && npm run build');
}

/** A file of the build as it is in `dist`, and its map. */
export function built(name) {
  const code = readFileSync(join(MAPPED_BUILD, name), 'utf8').replace(NOTE_OF_MAP, '\n');
  return { code, sourceMap: JSON.parse(readFileSync(join(MAPPED_BUILD, `${name}.map`), 'utf8')) };
}
