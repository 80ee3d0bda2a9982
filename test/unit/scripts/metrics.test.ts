import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './ask';

const ROOT = join(__dirname, '../../..');
const PYTHON = join(ROOT, '.venv/bin/python');

const facts = (imports: Record<string, string[]>): object[] =>
  Object.entries(imports).map(([path, names]) => ({ path, lines: 10, imports: names, functions: [] }));
const graph = (imports: Record<string, string[]>): Promise<unknown> => ask('metrics/graph.mjs', 'graphOf', facts(imports));

describe('the facts of a file', () => {
  // Fails when a way to import is not seen, or a package is taken for a file.
  test('have every import of TypeScript, types included', async () => {
    const text = `
      import { a } from './a';
      import type { B } from '../b';
      export * from './c/d';
      const e = await import('./e');
      const f = require('./f');
      type G = import('./g').G;
      import { z } from 'zod';`;
    expect(await ask('metrics/typescript.mjs', 'factsOfTypeScript', 'src/lm/x.ts', text)).toMatchObject({
      imports: ['src/lm/a', 'src/b', 'src/lm/c/d', 'src/lm/e', 'src/lm/f', 'src/lm/g'],
    });
  });

  // Fails when a kind of function is not measured, or blank lines and comments are.
  test('have every function with its lines of code', async () => {
    const text =
      'function one() {\n\n  // why\n  return 1;\n}\nconst two = () =>\n  2;\nclass C {\n  constructor() {\n  }\n  three() { return 3; }\n}\n';
    expect(await ask('metrics/typescript.mjs', 'factsOfTypeScript', 'src/x.ts', text)).toMatchObject({
      lines: 12,
      functions: [
        { name: 'one', lines: 3 },
        { name: 'two', lines: 1 },
        { name: 'constructor', lines: 2 },
        { name: 'three', lines: 1 },
      ],
    });
  });

  // Fails when a relative import of Python leads to another folder, or one inside of a function is not seen.
  test('have every import and function of Python', () => {
    const folder = mkdtempSync(join(tmpdir(), 'metrics-'));
    try {
      mkdirSync(join(folder, 'p/q'), { recursive: true });
      writeFileSync(join(folder, 'p/q/a.py'), 'from ..b import c\nfrom . import d\n\nasync def f():\n\n    import p.e\n');
      const output = execFileSync(PYTHON, [join(ROOT, 'scripts/metrics/python_facts.py'), join(folder, 'p')], { encoding: 'utf8' });
      expect(JSON.parse(output)).toEqual([
        {
          path: 'p/q/a.py',
          lines: 6,
          imports: ['p/b', 'p/b/c', 'p/e', 'p/q', 'p/q/d'],
          functions: [{ name: 'f', lines: 1 }],
        },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the graph of imports', () => {
  // Fails when a path is not found under the suffixes that one leaves out, or a package gets into the graph.
  test('leads to files: with their suffix, or to the file that stands for a folder', async () => {
    const files = { 'src/a.ts': ['src/b', 'src/c', 'src/gone'], 'src/b.ts': [], 'src/c/index.ts': [] };
    expect(await graph(files)).toEqual(
      new Map([
        ['src/a.ts', ['src/b.ts', 'src/c/index.ts']],
        ['src/b.ts', []],
        ['src/c/index.ts', []],
      ]),
    );
  });

  // Fails when a circle is not found, is found where none is, or is taken for two.
  test('has its circles', async () => {
    const circles = async (imports: Record<string, string[]>): Promise<unknown> =>
      ask('metrics/graph.mjs', 'circlesIn', await graph(imports));
    expect(await circles({ 'a.ts': ['b'], 'b.ts': ['c'], 'c.ts': ['a', 'd'], 'd.ts': [] })).toEqual([['a.ts', 'b.ts', 'c.ts']]);
    expect(await circles({ 'a.ts': ['b', 'c'], 'b.ts': ['d'], 'c.ts': ['d'], 'd.ts': [] })).toEqual([]);
  });

  // Fails when a shorter way is taken for the deepest, or a circle makes it endless.
  test('has its deepest chain, in which a circle is one step', async () => {
    const chain = async (imports: Record<string, string[]>): Promise<unknown> =>
      ask('metrics/graph.mjs', 'deepestChain', await graph(imports));
    expect(await chain({ 'a.ts': ['b', 'd'], 'b.ts': ['c'], 'c.ts': ['d'], 'd.ts': [] })).toEqual(['a.ts', 'b.ts', 'c.ts', 'd.ts']);
    expect(await chain({ 'a.ts': ['b'], 'b.ts': ['a', 'c'], 'c.ts': [] })).toEqual(['(a.ts b.ts)', 'c.ts']);
  });
});

// Fails when a room's row, a long file or an import between rooms is left out of what is printed.
test('the text says rooms, chain, circles, what is long, and who imports whom', async () => {
  const files = [
    { path: 'src/a/x.ts', lines: 201, imports: ['src/b/y'], functions: [{ name: 'long', lines: 26 }] },
    { path: 'src/b/y.ts', lines: 5, imports: [], functions: [{ name: 'short', lines: 25 }] },
  ];
  const text = await ask('metrics/report.mjs', 'metricsText', 'TypeScript', files);
  expect(text).toBe(`# TypeScript: 2 files, 206 lines, 2 rooms

Rooms (files, lines)
     1    201  src/a
     1      5  src/b

Deepest chain of imports: 2 files
  src/a/x.ts
  src/b/y.ts

Circles of files, types included: none

Circles of rooms, types included: none

Files over 200 lines
   201  src/a/x.ts

Functions over 25 lines, blank ones and comments left out
    26  src/a/x.ts › long

Imports between rooms
  src/a → src/b 1`);
});
