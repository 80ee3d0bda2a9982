import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn, ROOT } from './stamp.mjs';

const IMPORTED = /(?:from|import\()\s*['"](\.[^'"]+)['"]/g;

/** Removes the declarations that no entry point of the package leads to. False: one that they do lead to was removed earlier. */
export function pruneDeclarations() {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const entries = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [join(types)]));
  const wanted = new Set();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (wanted.has(file)) continue;
    if (!existsSync(join(ROOT, file))) return false;
    wanted.add(file);
    for (const [, path] of readFileSync(join(ROOT, file), 'utf8').matchAll(IMPORTED)) open.push(declarationOf(join(dirname(file), path)));
  }
  for (const file of filesIn('dist')) if (file.endsWith('.d.ts') && !wanted.has(file)) rmSync(join(ROOT, file));
  return true;
}

function declarationOf(path) {
  return existsSync(join(ROOT, path)) ? `${path}/index.d.ts` : `${path}.d.ts`;
}
