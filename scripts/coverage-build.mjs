import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiledFiles, readCompiled } from './bundle/compiled.mjs';
import { MAPPED_BUILD } from './coverage-places.mjs';
import { ROOT } from './stamp.mjs';
import { fail, step } from './step.mjs';

const NOTE_OF_MAP = /\n\/\/# sourceMappingURL=\S+\s*$/;
const OPTIONS = ['--sourceMap', '--declaration', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null', '--outDir', MAPPED_BUILD];

/** Compiles once more, with the way back to the sources: positions in it are those of the files that run. */
export async function buildWithMaps() {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  await step('Building with source maps', process.execPath, [tsc, '-p', 'tsconfig.build.json', ...OPTIONS], { cwd: ROOT });
  const other = compiledFiles().filter((file) => readCompiled(file) !== built(file).code);
  if (other.length > 0) fail('What was built is not what the sources make.', other.join(', '), 'rm -r build dist && npm run build');
}

/** A file of the build as it runs, and its map. */
export function built(name) {
  const code = readFileSync(join(MAPPED_BUILD, name), 'utf8').replace(NOTE_OF_MAP, '\n');
  return { code, sourceMap: JSON.parse(readFileSync(join(MAPPED_BUILD, `${name}.map`), 'utf8')) };
}
