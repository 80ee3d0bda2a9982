import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMain, ROOT } from './stamp.mjs';

const countsFile = (name) => join(ROOT, '.stage', `counts-${name}.json`);
/** A suite that never came to count its tests did not pass. */
const UNCOUNTED = { passed: 0, failed: 1, skipped: 0 };

export function forgetCounts(name) {
  rmSync(countsFile(name), { force: true });
}

export function keepCounts(name, counts) {
  mkdirSync(dirname(countsFile(name)), { recursive: true });
  writeFileSync(countsFile(name), JSON.stringify(counts));
}

/** What `jest --json` says. A file that could not be run at all is a failure, too. */
export function countsOfJest(path) {
  if (!existsSync(path)) return UNCOUNTED;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(path, 'utf8'),
  );
  return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites, skipped: numPendingTests + numTodoTests };
}

/** What unittest says at its end: "Ran 12 tests in 0.1s", "FAILED (failures=1, errors=2, skipped=3)". */
export function countsOfUnittest(output) {
  const ran = /^Ran (\d+) tests? in/m.exec(output);
  if (ran === null) return UNCOUNTED;
  const number = (word) => Number(new RegExp(`^(?:OK|FAILED) \\(.*\\b${word}=(\\d+)`, 'm').exec(output)?.[1] ?? 0);
  const failed = number('failures') + number('errors') + number('unexpected successes');
  const skipped = number('skipped');
  return { passed: Math.max(Number(ran[1]) - failed - skipped, 0), failed, skipped };
}

export function sumCounts(all) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const counts of all) for (const key of Object.keys(sum)) sum[key] += counts[key];
  return sum;
}

export function countsLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

// `node scripts/counts.mjs 1 test compat`: the counts of these suites together, and so many failures besides.
if (isMain(import.meta.url)) {
  const [besides = '0', ...names] = process.argv.slice(2);
  const counts = names.map((name) => (existsSync(countsFile(name)) ? JSON.parse(readFileSync(countsFile(name), 'utf8')) : UNCOUNTED));
  process.stdout.write(`${countsLine(sumCounts([...counts, { passed: 0, failed: Number(besides), skipped: 0 }]))}\n`);
}
