import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = /\.[cm]?[jt]sx?$/;
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage']);
/** A text, which stays, or a comment. */
const TEXT_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(?<!\\)\/\/.*|\/\*[\s\S]*?\*\//g;
/** `loadModule('pkg.mod:Class'`, with or without type arguments. */
const LOADS = /\bloadModule\s*(?:<[^()]*>)?\(\s*(['"`])([\w.]+:[\w.]+)\1/g;

/** The paths that `loadModule` is called with in the sources below a folder, each once, in order. Only paths written in place are seen, and none of a comment. */
export function loadedModules(folder: string): string[] {
  const paths = sourcesBelow(folder).flatMap((file) => loadedIn(readFileSync(file, 'utf8')));
  return [...new Set(paths)].sort();
}

function loadedIn(source: string): string[] {
  const code = source.replaceAll(TEXT_OR_COMMENT, (_, text?: string) => text ?? '');
  return [...code.matchAll(LOADS)].map(([, , path]) => path as string);
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourcesBelow(path);
    return entry.isFile() && SOURCE.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}
