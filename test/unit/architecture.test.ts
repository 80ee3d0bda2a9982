import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { circlesIn, grouped } from './architecture/circles';
import { importsIn } from './architecture/imports';
import { readAreas, readTables } from './architecture/tables';
import { areaOf, importGraph, packageViolations, roomOf, roomViolations } from './architecture/violations';

const ROOT = join(__dirname, '../..');
const pageOf = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const { mayImport, homes } = readTables(pageOf('docs/rooms.md'));
const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

function sourcesUnder(folder: string): [string, string][] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]);
}

const page = sourcesUnder('page');
const sources = Object.fromEntries([...sourcesUnder('src'), ...sourcesUnder('factories'), ...page]);

// Fails on an import against the table, a room without a row, and a row that says what is not so.
test('rooms import what docs/rooms.md allows, and areas what ARCHITECTURE.md allows', () => {
  expect(roomViolations(sources, mayImport)).toEqual([]);
  expect(roomViolations(sources, readAreas(pageOf('ARCHITECTURE.md')), areaOf)).toEqual([]);
});

// Fails when two files or two rooms need each other, by types alone too: neither can be understood, or moved, without the other.
test('no circle of imports leads from a file, or a room, back to itself', () => {
  const graph = importGraph(sources);
  expect(circlesIn(graph)).toEqual([]);
  expect(circlesIn(grouped(graph, roomOf))).toEqual([]);
});

const [, inlined = ''] = /INLINED = \[([^\]]+)\]/.exec(readFileSync(join(ROOT, 'scripts/bundle/libraries.mjs'), 'utf8')) ?? [];
const INLINED = inlined.split(', ').map((name) => name.replaceAll("'", '').split('/')[0]);

// Fails on an npm package imported outside its home, without a row, or not in package.json; and on a home that has moved.
test('npm packages are imported in their homes only', () => {
  // What the page needs is built into it, and a few small libraries into the package.
  const bundled = Object.keys(devDependencies).filter(
    (name) => INLINED.includes(name) || homes.get(name)?.every((home) => home === 'page'),
  );
  expect(packageViolations(sources, homes, [...Object.keys({ ...dependencies, ...peerDependencies }), ...bundled])).toEqual([]);
});

// Fails when the docs send a reader to a file that was moved.
test.each(['ARCHITECTURE.md', 'docs/internals.md'])('%s names files that are there', (page) => {
  const named = pageOf(page).match(/(?<=`)(src|test|python|scripts|docs)\/[\w./-]+(?=`)/g) ?? [];
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

describe('the check', () => {
  const table = readTables(`
| room | purpose | may import |
|---|---|---|
| \`src/shared/words\` | words |  |
| \`src/bridge\` | Python | shared/words |
| \`factories\` | test data | bridge |

| npm package | home |
|---|---|
| \`zod\` | \`src/shared/words\` |
| \`execa\` | \`src/bridge/start.ts\` |
`);
  const shared = { 'src/shared/words/a.ts': "import { z } from 'zod';" };
  const bridge = { 'src/bridge/start.ts': "import { a } from '../shared/words/a'; await import('execa');" };
  const factories = { 'factories/index.ts': "export * from '../src/bridge/start';" };
  const good = { ...shared, ...bridge, ...factories };
  const packages = (all: Record<string, string>): string[] => packageViolations(all, table.homes, ['zod', 'execa']);

  // Fails when the check bites what is allowed.
  test('is content with what is allowed', () => {
    expect([roomViolations(good, table.mayImport), packages(good)]).toEqual([[], []]);
  });

  // Fails when one of the ways to import escapes it.
  test.each([
    "import { b } from '../../bridge/b';",
    "import type { b } from '../../bridge/b';",
    "import '../../bridge/b';",
    "export * from '../../bridge/b';",
    "export type { b } from '../../bridge/b';",
    "import b = require('../../bridge/b');",
    "const b = require('../../bridge/b');",
    "const b = await import('../../bridge/b');",
    "type B = import('../../bridge/b').B;",
    "type B = typeof import('../../bridge/b');",
    "require.resolve('../../bridge/b');",
  ])('bites a planted %s', (planted) => {
    expect(roomViolations({ ...good, 'src/shared/words/b.ts': planted }, table.mayImport)).toEqual([
      'src/shared/words/b.ts imports src/bridge/b',
    ]);
  });

  // Fails when text that only looks like an import is taken for one.
  test('does not bite comments and strings', () => {
    expect(importsIn('a.ts', "// import '../../bridge/b';\nconst text = \"require('../../bridge/b')\";")).toEqual([]);
  });

  // Fails when a room, a row or a name in a row can go unnoticed.
  test('names unknown rooms, missing rows and stale rows', () => {
    expect(roomViolations({ ...good, 'src/shared/new/deep/a.ts': '' }, table.mayImport)).toEqual(['src/shared/new has no row']);
    expect(roomViolations({ ...shared, ...factories }, table.mayImport)).toEqual([
      'the row of src/bridge is stale: the room has no source',
    ]);
    expect(roomViolations({ ...good, 'src/bridge/start.ts': '' }, table.mayImport)).toEqual([
      'the row of src/bridge is stale: nothing in it imports shared/words',
    ]);
    expect(roomViolations({ ...good, 'src/shared/words/c.ts': "import pkg from '../../../package.json';" }, table.mayImport)).toEqual([
      'src/shared/words/c.ts imports package.json',
    ]);
  });

  // Fails when a package can be imported anywhere, or be missing from a table or from package.json.
  test('names packages away from home, unknown ones and homes that moved', () => {
    expect(packages({ ...good, 'src/bridge/b.ts': "import type { z } from 'zod/v4';" })).toEqual(['src/bridge/b.ts imports zod']);
    expect(packages({ ...good, 'src/bridge/b.ts': "import x from '@scope/x/y';" })).toEqual([
      'src/bridge/b.ts imports @scope/x',
      '@scope/x is not a dependency in package.json',
    ]);
    expect(packages(shared)).toEqual(['the row of execa is stale: src/bridge/start.ts does not import it']);
  });

  // Fails when Jest's types need a home, or its code does not.
  test("lets Jest's types in, and not its code", () => {
    expect(packages({ ...good, 'src/bridge/b.ts': "import type { Circus } from '@jest/types';" })).toEqual([]);
    expect(packages({ ...good, 'src/bridge/b.ts': "import { TestEnvironment } from 'jest-environment-node';" })).toContain(
      'src/bridge/b.ts imports jest-environment-node',
    );
  });

  // Fails when a broken table passes for an empty one.
  test('refuses a page without its tables, and two rows for one folder', () => {
    expect(() => readTables('# Architecture')).toThrow('no table "| room | purpose | may import |"');
    expect(() => readTables('| room | purpose | may import |\n|---|---|---|\n| `src/a` | a |  |\n| `src/a` | a | shared |\n')).toThrow(
      'Two rows say what src/a is',
    );
  });
});
