import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WIDTH, wideLines, wrapProse } from './prose/wrap.mjs';
import { filesIn, ROOT } from './stamp.mjs';
import { fail } from './step.mjs';

// Prose that is read in a terminal, and compared line by line, has lines of one width. `--fix` wraps what is wider.
const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesIn('docs').filter((path) => path.endsWith('.md')),
];
const isFixing = process.argv.includes('--fix');

const wide = PAGES.flatMap((page) => {
  const path = join(ROOT, page);
  const text = readFileSync(path, 'utf8');
  if (!isFixing) return wideLines(text).map((line) => ({ page, line }));
  const mended = wrapProse(text);
  if (mended !== text) writeFileSync(path, mended);
  return [];
});
if (wide.length > 0) fail(`${wide.length} lines are over ${WIDTH} characters wide.`, places(), 'npm run check -- --fix');

function places() {
  const pages = [...new Set(wide.map(({ page }) => page))];
  const linesOf = (page) => wide.filter((place) => place.page === page).map(({ line }) => line);
  return pages.map((page) => `${page}:${linesOf(page).join(',')}`).join('  ');
}
