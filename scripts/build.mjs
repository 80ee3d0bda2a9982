import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from './build-page.mjs';
import { pruneDeclarations } from './declarations.mjs';
import { filesIn, hashOf, isMain, isStamped, ROOT, writeStamp } from './stamp.mjs';
import { step } from './step.mjs';

// By its suffix it is left out of the package, as the compiler's own notes are.
const STAMP = 'dist/.sources.tsbuildinfo';

/** Compiles what changed since the last build; nothing when nothing did. */
export async function build() {
  const sources = ['src', 'factories'].flatMap(filesIn);
  const hash = hashOf([
    'tsconfig.json',
    'tsconfig.build.json',
    'package-lock.json',
    'scripts/build-page.mjs',
    ...filesIn('page'),
    ...sources,
  ]);
  if (isStamped(STAMP, hash)) return;
  await compile();
  if (!pruneDeclarations()) {
    // The compiler takes what it wrote once for written.
    rmSync(join(ROOT, 'dist/.tsbuildinfo'), { force: true });
    await compile();
    pruneDeclarations();
  }
  removeOrphans(new Set(sources));
  await buildPage();
  writeStamp(STAMP, hash);
}

function compile() {
  return step('Building', process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: ROOT });
}

/** What a removed source left in dist would still be packed and could still be imported. */
function removeOrphans(sources) {
  for (const file of filesIn('dist')) {
    const source = file.replace(/^dist\//, '').replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (source.endsWith('.ts') && !sources.has(source) && existsSync(join(ROOT, file))) rmSync(join(ROOT, file));
  }
}

if (isMain(import.meta.url)) {
  const { installModules } = await import('./modules.mjs');
  await installModules();
  await build();
}
