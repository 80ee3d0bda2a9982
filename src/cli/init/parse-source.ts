import type { ParserOptions } from '@babel/parser';

/** What of Babel's nodes is looked at here. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly name?: unknown;
  readonly value?: Node & string;
  readonly key?: Node;
  readonly properties?: readonly Node[];
  readonly elements?: readonly (Node | null)[];
  readonly declaration?: Node;
  readonly declarations?: readonly Node[];
  readonly expression?: Node;
  readonly left?: Node;
  readonly right?: Node;
  readonly object?: Node;
  readonly property?: Node;
  readonly arguments?: readonly Node[];
  readonly argument?: Node;
  readonly body?: Node | readonly Node[];
  readonly id?: Node;
  readonly init?: Node;
}

const OPTIONS: ParserOptions = { sourceType: 'unambiguous', plugins: ['typescript', 'jsx'], errorRecovery: false };

/** The statements of a source in JavaScript or TypeScript; undefined where it cannot be read. */
export function parse(text: string): readonly Node[] | undefined {
  return orUndefined(() => parser().parse(text, OPTIONS).program.body as unknown as readonly Node[]);
}

/** The expression that a text is. */
export function parseExpression(text: string): Node | undefined {
  return orUndefined(() => parser().parseExpression(text.replace(/^\uFEFF/, ' '), OPTIONS) as unknown as Node);
}

/** When it is first used: most commands have no need of it. */
function parser(): typeof import('@babel/parser') {
  return require('@babel/parser') as typeof import('@babel/parser');
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
