import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from './build-page.mjs';
import { COMPILED, copyCompiled } from './bundle/compiled.mjs';
import { copyDeclarations } from './declarations.mjs';
import { filesIn, hashOf, isMain, isStamped, ROOT, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';

// By its suffix it is left out of the package.
const STAMP = 'dist/.sources.tsbuildinfo';
/** What makes `dist` of the sources. */
const MAKERS = [
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'scripts/build-page.mjs',
  ...filesIn('scripts/bundle'),
];

/** Types are checked by `npm run check`, with those of the tests: half of the time of a build. */
const TSC = [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--noCheck'];

/** Set where the files that ran are counted: `dist` holds a file for each source then. */
export const IN_FILES = 'BUILD_IN_FILES';

/** Makes `dist` where something changed since the last time. */
export async function build() {
  const inFiles = process.env[IN_FILES] !== undefined;
  const sources = ['src', 'factories'].flatMap(filesIn);
  const hash = hashOf([...MAKERS, ...filesIn('page'), ...sources], String(inFiles));
  if (isStamped(STAMP, hash)) return;
  await step('Building', process.execPath, TSC, { cwd: ROOT });
  removeOrphans(new Set(sources));
  rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
  copyDeclarations();
  if (inFiles) copyCompiled();
  else await (await import('./bundle/bundle.mjs')).bundle();
  await buildPage();
  writeStamp(STAMP, hash);
}

/** What a removed source left could still be imported. */
function removeOrphans(sources) {
  for (const file of filesIn(COMPILED)) {
    const source = file.slice(COMPILED.length + 1).replace(/(\.d\.ts|\.js)$/, '.ts');
    if (source.endsWith('.ts') && !sources.has(source) && existsSync(join(ROOT, file))) rmSync(join(ROOT, file));
  }
}

if (isMain(import.meta.url)) {
  const { installModules } = await import('./modules.mjs');
  await installModules();
  await build();
}
