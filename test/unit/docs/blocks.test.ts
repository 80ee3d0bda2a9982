import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf, PAGES } from '../../e2e/document-blocks';

const ROOT = join(__dirname, '../../..');
/** For who works on the package itself: of a place, a process, a debugger. */
const OF_CONTRIBUTORS = ['docs/debugging.md', 'docs/internals.md', 'docs/discoveries.md'];
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');
const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const GUIDES = ['README.md', ...pagesIn('docs')].filter((page) => !OF_CONTRIBUTORS.includes(page));
const CODE = /^```(?:js|ts|tsx|python)\n/gm;

// Fails when a code block is written that no test runs, and that nobody has said of why it is there for reading alone.
test.each([...GUIDES, ...pagesIn('docs/recipes')])('each code block of %s runs in a test, or says why it does not', (page) => {
  const text = textOf(page);
  const blocks = blocksOf(text).filter(({ language }) => ['js', 'ts', 'tsx', 'python'].includes(language));
  expect(blocks).toHaveLength(text.match(CODE)?.length ?? 0);
  expect(blocks.filter(({ mark, argument }) => mark === 'shown' && argument === undefined)).toEqual([]);
});

// Fails when the blocks of a page have marks, and no run takes the page.
test('each page with blocks that run is one that runs', () => {
  const marked = GUIDES.filter((page) => blocksOf(textOf(page)).some(({ mark }) => mark !== 'shown'));
  expect(marked.filter((page) => !PAGES.includes(page))).toEqual([]);
});

// Fails when a new recipe is written that nobody types.
test('each recipe is one that a test runs', () => {
  const tests = ['test/long/recipes.test.ts', 'test/recipes/recipes.test.ts'].map(textOf).join();
  const named = pagesIn('docs/recipes').filter((page) => tests.includes(`'${page.slice('docs/recipes/'.length, -3)}'`));
  expect(pagesIn('docs/recipes').filter((page) => !named.includes(page) && !PAGES.includes(page))).toEqual([]);
});
