/** A fenced code block of a Markdown page, with the mark in the comment above it: `<!-- test -->`. */
export interface Block {
  /** `test`, `config`, `file`, `red`, `says`, `reads`, `shown`. */
  readonly mark: string;
  /** What follows the mark's colon: a layer, a file name. */
  readonly argument: string | undefined;
  readonly language: string;
  readonly code: string;
  /** Line of the page on which the code starts. */
  readonly line: number;
}

const MARKED = /^<!-- (\w+)(?:: ([^\n]*?))? -->\n```(\w+)\n([\s\S]*?)^```$/gm;

/** Pages whose marked blocks run by themselves: those of other recipes are typed into projects of their own. */
export const PAGES = [
  'README.md',
  'docs/layers.md',
  'docs/isolation.md',
  'docs/rules.md',
  'docs/python.md',
  'docs/dspy.md',
  'docs/real-models.md',
  'docs/report.md',
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

/** The marked code blocks of a page. One that only shows something has the mark `shown`, with the reason why it does not run. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(MARKED)].map((found) => ({
    mark: found[1] as string,
    argument: found[2],
    language: found[3] as string,
    code: found[4] as string,
    line: markdown.slice(0, found.index).split('\n').length + 2,
  }));
}

/** A block as a test file. Statements alone are put into a test, as the page's reader would. */
export function testFileOf({ argument, code, line }: Block): string {
  if (/^(test|isolatedTest)\(/m.test(code)) return code;
  const [imports, statements] = [/^import .*$/gm, /^(?!import ).*$/gm].map((lines) => (code.match(lines) ?? []).join('\n'));
  return [
    argument === undefined ? '' : `/** @jest-environment @dspex/jest-preset/${argument} */`,
    "import { expect, test } from '@jest/globals';",
    "import { dspex } from '@dspex/jest-preset';",
    imports,
    `test('line ${line}', async () => {`,
    statements,
    '});',
  ].join('\n');
}
