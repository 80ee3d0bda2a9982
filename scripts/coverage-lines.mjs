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
  for (const name of sourceNames()) map.merge(await linesOf({ name, ...built(name), functions: inProcesses.get(name)?.functions }));
  const { result, codes } = JSON.parse(readFileSync(COUNTED_BY_JEST, 'utf8'));
  for (const { url, functions } of result) {
    const name = url.slice(ROOT.length + 1).replace(/\.ts$/, '.js');
    if (codes[url] !== undefined) map.merge(await linesOf({ name, ...codes[url], functions }));
  }
  return map;
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
