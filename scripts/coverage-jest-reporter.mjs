import { readFileSync, writeFileSync } from 'node:fs';
import { mergeProcessCovs } from '@bcoe/v8-coverage';
import { COUNTED_BY_JEST } from './coverage-places.mjs';

/** Keeps what V8 counted in the sources that tests import themselves, and the code it counted in: Jest's own reporters keep neither. */
// biome-ignore lint/style/noDefaultExport: Jest wants a reporter so.
export default class CoverageJestReporter {
  counted = { result: [] };
  codes = {};

  onTestResult(_test, { v8Coverage = [] }) {
    this.counted = mergeProcessCovs([this.counted, { result: v8Coverage.map(({ result }) => result) }]);
    for (const { result, codeTransformResult } of v8Coverage)
      if (codeTransformResult) this.codes[result.url] ??= codeOf(codeTransformResult);
  }

  onRunComplete() {
    writeFileSync(COUNTED_BY_JEST, JSON.stringify({ ...this.counted, codes: this.codes }));
  }
}

function codeOf({ code, sourceMapPath }) {
  return { code, sourceMap: JSON.parse(readFileSync(sourceMapPath, 'utf8')) };
}
