/** A fenced code block of a Markdown page, with the mark in the comment above it: `<!-- test -->`. */
export interface Block {
  /** `test`, `config`, `file`, `red`, `says`. */
  readonly mark: string;
  /** What follows the mark's colon: a layer, a file name. */
  readonly argument: string | undefined;
  readonly language: string;
  readonly code: string;
  /** Line of the page on which the code starts. */
  readonly line: number;
}

const MARKED = /^<!-- (\w+)(?:: ([^\n]*?))? -->\n```(\w+)\n([\s\S]*?)^```$/gm;

/** The marked code blocks of a page. A block without a mark is for reading only. */
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
