import { cpSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { COMPILED } from './bundle/compiled.mjs';
import { ROOT } from './stamp.mjs';

const IMPORTED = /(?:from|import\()\s*['"](\.[^'"]+)['"]/g;

/** Ships the declarations that an entry point of the package leads to. */
export function copyDeclarations() {
  const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const open = Object.values(exports).flatMap(({ types }) => (types?.startsWith('./dist/') ? [types.slice('./dist/'.length)] : []));
  const shipped = new Set();
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (shipped.has(file)) continue;
    shipped.add(file);
    cpSync(join(ROOT, COMPILED, file), join(ROOT, 'dist', file));
    for (const [, path] of readFileSync(join(ROOT, COMPILED, file), 'utf8').matchAll(IMPORTED))
      open.push(declarationOf(join(dirname(file), path)));
  }
}

function declarationOf(path) {
  return existsSync(join(ROOT, COMPILED, path)) ? `${path}/index.d.ts` : `${path}.d.ts`;
}
