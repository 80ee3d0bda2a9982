import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plan } from './change';
import { type Found, textIn } from './found';

const PATH = '.gitignore';

/** The folder in which failed tests leave their transcripts, prompts and all. */
export function planGitignore({ folder }: Found): Plan {
  const found = foldersUpToRepository(folder);
  if (found.some((above) => isIgnoredBy(textIn(above, PATH) ?? ''))) return { changes: [], toDo: [] };
  const before = textIn(folder, PATH);
  const kept = before === null || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`;
  // Whoever has none yet has not committed either.
  const installed = before === null && found.every((above) => !existsSync(join(above, PATH))) ? 'node_modules/\n' : '';
  return { changes: [{ path: PATH, before, after: `${kept}${installed}.dspex/\n` }], toDo: [] };
}

function foldersUpToRepository(folder: string): string[] {
  if (existsSync(join(folder, '.git')) || folder === dirname(folder)) return [folder];
  return [folder, ...foldersUpToRepository(dirname(folder))];
}

function isIgnoredBy(text: string): boolean {
  return text.split(/\r?\n/).some((line) => /^(?:\*\*)?\/?\.dspex(?:\/\*{0,2})?\s*$/.test(line));
}
