import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { convert } from 'ast-v8-to-istanbul';
import coverage from 'istanbul-lib-coverage';
import { built } from './coverage-build.mjs';
import { COUNTED_BY_JEST } from './coverage-places.mjs';
import { filesIn, ROOT } from './stamp.mjs';

/** What was counted, as lines of the sources: in processes (of the build) and in Jest (of the sources that tests import). */
export async function coverageOfSources(countedInProcesses) {
  const map = coverage.createCoverageMap({});
  const inProcesses = new Map(countedInProcesses.result.map((script) => [script.url, script]));
  const inJest = countedInJest();
  for (const name of namesInBuild(sourceNames(), inProcesses, inJest))
    map.merge(await linesOf({ name, ...built(name), functions: inProcesses.get(name)?.functions }));
  for (const script of inJest.values()) map.merge(onTheLinesOf(map, await linesOf(script)));
  return map;
}

/** Files as Jest counted them, on the lines that the build has of them. */
function onTheLinesOf(map, files) {
  const known = (path) => (map.files().includes(path) ? map.fileCoverageFor(path).getLineCoverage() : undefined);
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, onLines(known(path), file)]));
}

/**
 * A file with its statements on the lines that the build has: the transform of the tests puts what a constructor does with its parameters on
 * the line where it begins, and the compiler on theirs. `lines` undefined: all are counted.
 */
export function onLines(lines, file) {
  if (lines === undefined) return file;
  const entries = Object.entries(file.statementMap);
  const kept = entries.filter(([, { start }]) => start.line in lines).map(([id, place]) => ({ id, place, count: file.s[id] }));
  const own = new Set(entries.map(([, { start }]) => start.line));
  const others = Object.keys(lines)
    .map(Number)
    .filter((line) => !own.has(line));
  const all = [...kept, ...ofParameters(others, file)];
  const by = (what) => Object.fromEntries(all.map((one) => [one.id, one[what]]));
  return { ...file, statementMap: by('place'), s: by('count') };
}

/** Of these lines those of parameters: they ran as often as their function. */
function ofParameters(lines, { fnMap, f }) {
  return lines.flatMap((line) => {
    const [id] = Object.entries(fnMap).find(([, { decl, loc }]) => decl.start.line <= line && line <= loc.start.line) ?? [];
    if (id === undefined) return [];
    return [{ id: `line ${line}`, place: { start: { line, column: 0 }, end: { line, column: 1 } }, count: f[id] }];
  });
}

/** By their names in the build. */
function countedInJest() {
  const { result, codes } = JSON.parse(readFileSync(COUNTED_BY_JEST, 'utf8'));
  const scripts = result.filter(({ url }) => codes[url] !== undefined);
  return new Map(
    scripts.map(({ url, functions }) => {
      const name = url.slice(ROOT.length + 1).replace(/\.ts$/, '.js');
      return [name, { name, ...codes[url], functions }];
    }),
  );
}

/** The files to count in the build: not what Jest alone loaded, because the build has statements of its own, such as exports, which would never have run. */
export function namesInBuild(names, inProcesses, inJest) {
  return names.filter((name) => inProcesses.has(name) || !inJest.has(name));
}

/** Each source, also one that nothing loaded. */
function sourceNames() {
  return ['src', 'factories'].flatMap(filesIn).map((file) => file.replace(/\.ts$/, '.js'));
}

/** By the statements of the code, so that comments and types are no lines; without `functions`, nothing of it ran. */
function linesOf({ name, code, sourceMap, functions = nothingRan(code) }) {
  const source = join(ROOT, name.replace(/\.js$/, '.ts'));
  return convert({
    ast: parse(code, { ecmaVersion: 'latest', sourceType: 'script', locations: true }),
    code,
    sourceMap: { ...sourceMap, sourceRoot: '', sources: [source], sourcesContent: [readFileSync(source, 'utf8')] },
    coverage: { url: pathToFileURL(join(ROOT, 'dist', name)).href, functions },
  });
}

function nothingRan(code) {
  return [{ functionName: '', isBlockCoverage: true, ranges: [{ startOffset: 0, endOffset: code.length, count: 0 }] }];
}
