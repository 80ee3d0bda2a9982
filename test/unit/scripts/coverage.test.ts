import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const script = (name: string): string => JSON.stringify(pathToFileURL(join(__dirname, '../../../scripts', name)).href);

/** The scripts are ES modules for plain Node: asked in a Node of their own. */
function ask(name: string, expression: string): unknown {
  const code = `import * as coverage from ${script(name)}; console.log(JSON.stringify(${expression}));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }));
}

const table = (expression: string): unknown => ask('coverage-table.mjs', expression);
const FILES = JSON.stringify([
  { path: 'src/worker/doors/http/carrier.ts', covered: 1, lines: 4 },
  { path: 'src/worker/doors/gateway.ts', covered: 2, lines: 2 },
  { path: 'src/worker/environment.ts', covered: 0, lines: 3 },
]);

describe('the rooms', () => {
  // Fails when a folder that is moved or made has to be named somewhere.
  test('are folders, two levels below src and python', () => {
    expect(
      table(`['src/worker/doors/http/carrier.ts', 'src/worker/environment.ts', 'factories/index.ts',
        'python/dspex_bridge/guard/egress.py'].map(coverage.roomOf)`),
    ).toEqual(['src/worker/doors', 'src/worker', 'factories', 'python/dspex_bridge/guard']);
  });

  // Fails when the lines of a room's files are not added up.
  test('add up their files', () => {
    expect(table(`coverage.rooms(${FILES})`)).toEqual([
      { path: 'src/worker', covered: 0, lines: 3 },
      { path: 'src/worker/doors', covered: 3, lines: 6 },
    ]);
  });

  // Fails when a percentage is rounded up to a hundred.
  test('are covered to a hundred percent only where every line is', () => {
    expect(table('[[9999, 10000], [1, 1], [0, 0]].map(([covered, lines]) => coverage.percent({ covered, lines }))')).toEqual([
      99.9, 100, 100,
    ]);
  });

  // Fails when a covered file is named, or a shorter list comes first.
  test('are followed by the files with most uncovered lines', () => {
    expect(table(`coverage.mostUncovered(${FILES}, 1).concat(coverage.mostUncovered(${FILES})).map(({ path }) => path)`)).toEqual([
      'src/worker/doors/http/carrier.ts',
      'src/worker/doors/http/carrier.ts',
      'src/worker/environment.ts',
    ]);
  });
});

describe('what processes leave', () => {
  const ofProcess = (url: string, count: number): string =>
    JSON.stringify({
      result: [{ url, functions: [{ functionName: '', isBlockCoverage: true, ranges: [{ startOffset: 0, endOffset: 9, count }] }] }],
    });

  // Fails when the staged package and the clone's build count apart, or other people's files count at all.
  test('is about one build, whatever copy ran', () => {
    const urls = [
      'file:///c/.stage/node_modules/@dspex/jest-preset/dist/src/run/host.js',
      'file:///c/dist/src/run/host.js',
      'file:///c/node_modules/execa/dist/src/x.mjs',
      'file:///c/src/run/host.ts',
      'node:fs',
    ];
    const asked = `coverage.scriptsOfBuild(${JSON.stringify(urls.map((url) => ({ url })))}).map(({ url }) => url)`;
    expect(ask('coverage-processes.mjs', asked)).toEqual(['src/run/host.js', 'src/run/host.js']);
  });

  // Fails when a process that was killed as it wrote ends the count, or when what is counted stays on the disk.
  test('is added up and removed; a half-written file is left and told', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
    try {
      for (const [name, count] of [
        ['a', 1],
        ['b', 2],
      ] as const)
        writeFileSync(join(folder, name), ofProcess('file:///c/dist/src/x.js', count));
      writeFileSync(join(folder, 'c'), '{ "result": [');
      const all = `(() => { const all = new coverage.CountedInProcesses(${JSON.stringify(folder)});
        return [all.sweep(), all.processes, all.counted.result[0].functions[0].ranges[0].count]; })()`;
      expect(ask('coverage-processes.mjs', all)).toEqual([1, 2, 3]);
      expect(readdirSync(folder)).toEqual(['c']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// Fails when a file that only Jest loaded seems to have lines that never ran: those that the build adds to it, such as exports.
test('a file is counted in the build where a process ran it, or nothing did', () => {
  const asked =
    "coverage.namesInBuild(['both.js', 'jest.js', 'process.js', 'none.js'], new Set(['both.js', 'process.js']), new Set(['both.js', 'jest.js']))";
  expect(ask('coverage-lines.mjs', asked)).toEqual(['both.js', 'process.js', 'none.js']);
});

// Fails when a line that only the transform of the tests knows counts as one that never ran.
test('what Jest counts of a file is counted on the lines of the build', () => {
  const file =
    "{ path: 'a', statementMap: { 0: { start: { line: 14 } }, 1: { start: { line: 15 } } }, s: { 0: 0, 1: 3 }, fnMap: {}, f: {} }";
  expect(ask('coverage-lines.mjs', `coverage.onLines({ 15: 1, 16: 1 }, ${file})`)).toMatchObject({ path: 'a', s: { 1: 3 } });
  expect(ask('coverage-lines.mjs', `Object.keys(coverage.onLines({ 15: 1 }, ${file}).statementMap)`)).toEqual(['1']);
  expect(ask('coverage-lines.mjs', `Object.keys(coverage.onLines(undefined, ${file}).s)`)).toEqual(['0', '1']);
});

// Fails when each line of a function counts as run, of which V8 knows no more than that it was called.
test('what ran before the count of its lines began is no line that ran', () => {
  const counted = (isByBlock: boolean): string => `coverage.asCounted({ isBlockCoverage: ${isByBlock}, ranges: [{ count: 2 }] })`;
  expect(ask('coverage-jest-reporter.mjs', counted(true))).toEqual({ isBlockCoverage: true, ranges: [{ count: 2 }] });
  expect(ask('coverage-jest-reporter.mjs', counted(false))).toEqual({ isBlockCoverage: false, ranges: [{ count: 0 }] });
});

// Fails when a field that a constructor makes of its parameter counts as one that was never made, because the tests' transform has it elsewhere.
test('the parameters of a constructor ran as often as it did, on their own lines', () => {
  const fn = '{ decl: { start: { line: 5 } }, loc: { start: { line: 9 }, end: { line: 11 } } }';
  const file = `{ statementMap: { 0: { start: { line: 10 } } }, s: { 0: 2 }, fnMap: { 3: ${fn} }, f: { 3: 2 } }`;
  const counted = `Object.entries(coverage.onLines({ 4: 0, 6: 0, 7: 0, 10: 0, 12: 0 }, ${file}).statementMap)`;
  expect(ask('coverage-lines.mjs', `${counted}.map(([, { start }]) => start.line)`)).toEqual([10, 6, 7]);
  expect(ask('coverage-lines.mjs', `Object.values(coverage.onLines({ 6: 0, 10: 0 }, ${file}).s)`)).toEqual([2, 2]);
});

describe('what is needed', () => {
  const wrong = (needed: object): unknown =>
    ask('coverage-gate.mjs', `coverage.shortfalls(${FILES}, { others: 0, needed: ${JSON.stringify(needed)} })`);

  // Fails when a room may lose tests without a word.
  test('is told by room where less ran', () => {
    expect(wrong({ 'src/worker/doors': 51 })).toEqual(['src/worker/doors: 50.0 % of lines ran, 51 % are needed']);
    expect(wrong({ 'src/worker/doors': 50 })).toEqual([]);
  });

  // Fails when a room that was moved keeps its line, and the new one has none.
  test('names only rooms that are there', () => {
    expect(wrong({ 'src/gone': 100 })).toEqual(['src/gone: there is no such room']);
  });

  // Fails when a line is left out, and nobody says why.
  test('leaves out no line without its reason beside it', () => {
    const found = execFileSync(
      'git',
      ['grep', '-nE', 'pragma: no cover|(v8|istanbul|c8) ignore', '--', 'src', 'factories', 'python/dspex_bridge'],
      {
        cwd: join(__dirname, '../../..'),
        encoding: 'utf8',
      },
    );
    const withoutReason = found.split('\n').filter((line) => line !== '' && !/no cover - \w.{8,}|ignore \w+ -- \w.{8,}/.test(line));
    expect(withoutReason).toEqual([]);
  });
});
