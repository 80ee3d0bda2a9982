import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMain, ROOT } from './stamp.mjs';

const COUNTS = join(ROOT, '.stage', 'counts.json');
/** A suite that never came to count its tests did not pass. */
const UNCOUNTED = { passed: 0, failed: 1, skipped: 0 };

export function forgetCounts() {
  rmSync(COUNTS, { force: true });
}

export function keepCounts(counts) {
  mkdirSync(dirname(COUNTS), { recursive: true });
  writeFileSync(COUNTS, JSON.stringify(counts));
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

// `node scripts/counts.mjs 1`: the counts of the last `npm test`, and so many failures besides.
if (isMain(import.meta.url)) {
  const counts = existsSync(COUNTS) ? JSON.parse(readFileSync(COUNTS, 'utf8')) : UNCOUNTED;
  const besides = { passed: 0, failed: Number(process.argv[2] ?? 0), skipped: 0 };
  process.stdout.write(`${countsLine(sumCounts([counts, besides]))}\n`);
}
