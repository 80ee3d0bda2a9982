import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runsAsItIs } from '../../../src/project/plain-javascript';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-'));
  write('package.json', '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
const asked = (text: string, name = 'packages/a/a.test.js', options: object = {}): boolean =>
  runsAsItIs(text, join(folder, name), { config: { rootDir: folder }, ...options }, new Map());
const TEXT = "const a = require('./a');\ntest('a', async () => expect(await a?.b()).toBe(1));\nreturn;\n";

interface Row {
  readonly what: string;
  readonly text: string;
  readonly isLeft: boolean;
  readonly name?: string;
  readonly options?: object;
}
const ROWS: readonly Row[] = [
  { what: 'plain JavaScript', text: TEXT, isLeft: true },
  { what: 'CommonJS by its name', text: TEXT, isLeft: true, name: 'a.cjs' },
  { what: 'what Jest hoists', text: "const a = require('./a');\njest.mock('./a');", isLeft: false },
  { what: 'what Jest hoists by another name', text: "const { jest: j } = require('@jest/globals');\nj.enableAutomock();", isLeft: false },
  { what: 'what Node cannot read', text: 'test("a", () => <p>a</p>);', isLeft: false },
  { what: 'TypeScript', text: TEXT, isLeft: false, name: 'a.test.ts' },
  { what: 'what is counted', text: TEXT, isLeft: false, options: { instrument: true } },
  {
    what: 'a module that Jest runs as one',
    text: "import a from './a';\nexport const b = a;",
    isLeft: true,
    options: { supportsStaticESM: true },
  },
  { what: 'one that begins with an export', text: 'export const b = 1;', isLeft: true, options: { supportsStaticESM: true } },
  { what: 'a module that nobody runs as one', text: "import a from './a';", isLeft: false },
];

// Fails when Babel is loaded for nothing, or when what it does is left out.
test.each(ROWS)('$what: left as it is, $isLeft', ({ text, isLeft, name, options }) => {
  expect(asked(text, name, options)).toBe(isLeft);
});

// Fails when a project's own Babel is passed over.
test.each([
  ['babel.config.js', ''],
  ['babel.config.json', '{}'],
  ['.babelrc', '{}'],
  ['package.json', '{ "babel": {} }'],
  ['packages/a/.babelrc.json', '{}'],
  ['packages/a/package.json', '{ "babel": {} }'],
])('nothing is, where %s sets Babel up', (name, text) => {
  write(name, text);
  expect(asked(TEXT)).toBe(false);
});

// Fails when a package of a repository follows what is meant for another.
test('a file of another package than its neighbours asks its own', () => {
  write('packages/b/.babelrc', '{}');
  write('packages/a/package.json', '{}');
  expect(asked(TEXT)).toBe(true);
});
