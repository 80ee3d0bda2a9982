import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Block, blocksOf, testFileOf } from './document-blocks';
import { type Run, runOnce } from './run-jest';

const PAGES = [
  'README.md',
  'docs/layers.md',
  'docs/isolation.md',
  'docs/rules.md',
  'docs/python.md',
  'docs/dspy.md',
  'docs/resources.md',
  'docs/clients.md',
  'docs/factories.md',
  'docs/options.md',
  'docs/troubleshooting.md',
  'docs/migrating.md',
  'docs/recipes/openai.md',
  'docs/recipes/anthropic.md',
  'docs/recipes/gemini.md',
  'docs/recipes/ai-sdk.md',
  'docs/recipes/openai-agents.md',
];
const TSCONFIG = JSON.stringify({
  compilerOptions: { target: 'ES2022', module: 'Node16', moduleResolution: 'Node16', types: ['node'], strict: true, skipLibCheck: true },
});

const pageOf = (name: string): Block[] => blocksOf(readFileSync(join(__dirname, '../..', name), 'utf8'));
const marked = (blocks: readonly Block[], mark: string): Block[] => blocks.filter((block) => block.mark === mark);
const filesOf = (blocks: readonly Block[]): [string, string][] =>
  marked(blocks, 'file').map(({ argument, code }) => [argument as string, code]);

const testsOf = (page: string): [string, string][] =>
  marked(pageOf(page), 'test').map((block) => [`${basename(page)}-${block.line}.test.${block.language}`, testFileOf(block)]);
const pagesWith = (mark: string): string[] => PAGES.filter((page) => marked(pageOf(page), mark).length > 0);

// Fails when a code block of the documents does not compile, does not pass, or says what no run says.
describe('the documents', () => {
  describe('pass as they stand', () => {
    const pages = pagesWith('test');
    let run: Run;
    // In one project: most of a run's time is the compiler's, which reads the same types for each.
    beforeAll(async () => {
      const files = pages.flatMap((page) => [...filesOf(pageOf(page)), ...testsOf(page)]);
      expect(new Set(files.map(([name]) => name)).size).toBe(files.length);
      run = await runOnce({ 'tsconfig.json': TSCONFIG, ...Object.fromEntries(files) }, { args: ['-i'] });
    });

    test.each(pages)('the code blocks of %s', (page) => {
      const names = testsOf(page).map(([name]) => name);
      const outcomes = run.tests.filter(({ file }) => names.includes(basename(file)));
      expect([...new Set(outcomes.map(({ file }) => basename(file)))].sort()).toEqual(names.sort());
      expect(outcomes.flatMap(({ failureMessages }) => failureMessages)).toEqual([]);
    });

    test('and so does the run', () => {
      expect(run.exitCode === 0 ? '' : run.output).toBe('');
    });
  });

  // Those of README.md are typed by test/newcomer into a project that init has written.
  const redPages = pagesWith('red').filter((page) => page !== 'README.md');
  test.each(redPages)('the red test of %s says what the page shows', async (page) => {
    const blocks = pageOf(page);
    const [red, says] = [marked(blocks, 'red')[0] as Block, marked(blocks, 'says')[0] as Block];
    const run = await runOnce({ 'tsconfig.json': TSCONFIG, 'test/greet.test.ts': testFileOf(red) });
    expect(run.exitCode).toBe(1);
    expect(withoutIndent(run.output)).toContain(withoutIndent(says.code).trim());
  });

  const configs = PAGES.flatMap((page) => marked(pageOf(page), 'config').map((block) => [page, block.line, block] as const));
  test.each(configs)('the config of %s, line %i, runs a test', async (page, _, { code }) => {
    const run = await runOnce({
      ...Object.fromEntries(filesOf(pageOf(page))),
      // Folders that the pages' configs name.
      'python/.keep': '',
      'shared/.keep': '',
      'jest.config.js': code,
      'a.test.js': "test('runs', () => void require('@dspex/jest-preset').dspex.layer);",
    });
    expect(run.exitCode === 0 ? '' : run.output).toBe('');
    expect(run.test('runs').status).toBe('passed');
  });
});

/** Jest indents what it prints, and cuts nothing. */
function withoutIndent(text: string): string {
  return text.replace(/^[ \t]+/gm, '');
}
