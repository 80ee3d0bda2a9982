import { readFileSync, writeFileSync } from 'node:fs';
import { mergeProcessCovs } from '@bcoe/v8-coverage';
import typescript from '../test/typescript.js';
import { COUNTED_BY_JEST } from './coverage-places.mjs';

/**
 * Keeps what V8 counted in the sources that tests import themselves, or that a test's environment runs from, and the code it counted in:
 * Jest's own reporters keep neither.
 */
// biome-ignore lint/style/noDefaultExport: Jest wants a reporter so.
export default class CoverageJestReporter {
  counted = { result: [] };
  codes = {};

  onTestResult(_test, { v8Coverage = [] }) {
    const result = v8Coverage.map(({ result }) => ({ ...result, functions: result.functions.map(asCounted) }));
    this.counted = mergeProcessCovs([this.counted, { result }]);
    for (const { url } of result) this.codes[url] ??= codeOf(url);
  }

  onRunComplete() {
    writeFileSync(COUNTED_BY_JEST, JSON.stringify({ ...this.counted, codes: this.codes }));
  }
}

/** As Jest has it run: what it tells of code in an environment has not the code. */
function codeOf(path) {
  const { code, map } = typescript.process(readFileSync(path, 'utf8'), path);
  return { code, sourceMap: JSON.parse(map) };
}

/** Of a function that was compiled before Jest began to count, V8 tells that it ran, not which of its lines: none, then. */
export function asCounted({ ranges, ...its }) {
  return { ...its, ranges: its.isBlockCoverage ? ranges : ranges.map((range) => ({ ...range, count: 0 })) };
}
