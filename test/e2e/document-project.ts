import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Block, blocksOf, PAGES, testFileOf } from './document-blocks';
import { makeProject, type Project } from './run-jest';

/** For the run each file alone: the compiler looks at all of them once, in a test of its own. */
const COMPILER = {
  target: 'ES2022',
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  isolatedModules: true,
};
const TSCONFIG = JSON.stringify({ compilerOptions: COMPILER });

export const pageOf = (name: string): Block[] => blocksOf(readFileSync(join(__dirname, '../..', name), 'utf8'));
export const marked = (blocks: readonly Block[], mark: string): Block[] => blocks.filter((block) => block.mark === mark);
export const filesOf = (blocks: readonly Block[]): [string, string][] =>
  marked(blocks, 'file').map(({ argument, code }) => [argument as string, code]);

export const testsOf = (page: string): [string, string][] =>
  marked(pageOf(page), 'test').map((block) => [`${basename(page)}-${block.line}.test.${block.language}`, testFileOf(block)]);
export const pagesWith = (mark: string): string[] => PAGES.filter((page) => marked(pageOf(page), mark).length > 0);

/** One in the pages that show it: in the project of all blocks it has the path that the pages name. */
export const RED = 'test/greet.test.ts';
export const redOf = (page: string): string => testFileOf(marked(pageOf(page), 'red')[0] as Block);
export const TEST_PAGES = pagesWith('test');
/** That of README.md is typed by test/newcomer into a project that init has written. */
export const RED_PAGES = pagesWith('red').filter((page) => page !== 'README.md');

/** A project of all tests in the documents, and the one red test. */
export function documentProject(): Project {
  const files = TEST_PAGES.flatMap((page) => [...filesOf(pageOf(page)), ...testsOf(page)]);
  expect(new Set(files.map(([name]) => name)).size).toBe(files.length);
  expect(new Set(RED_PAGES.map(redOf)).size).toBe(1);
  return makeProject({ 'tsconfig.json': TSCONFIG, ...Object.fromEntries(files), [RED]: redOf(RED_PAGES[0] as string) });
}
